"""The methods of a frame class that are generated for it: a stub for each, which becomes the generated function at its first use.

Strategy: a stub is a function of the class alone, whose globals are a namespace of its own. At the first use the namespace gets
what the generated module has, and the stub the code of the generated function. So a method that was taken before the first use,
as in `parse = Header.unpack`, is the same function as one that is taken later, and equally fast.

Rules: a method that the user defines is kept, in the class and in those that inherit it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any

from framekit.errors import FramekitError

if TYPE_CHECKING:
    from framekit.compiler.codec import Codec

VERBS = ("pack", "pack_into", "unpack", "unpack_from", "iter_unpack")
GENERATED = ("pack", "pack_into", "unpack", "unpack_from")


def first_use(verb: str) -> Callable[..., Any]:
    """In the namespace of a stub, a method of Stubs has this name."""
    raise AssertionError(verb)


# Each raises errors from its own line, as the generated functions do.


def pack(self: Any, override: Any = None) -> Any:
    """Stub. Python calls a function without keyword-only parameters 10 ns faster."""
    try:
        return first_use("pack")(self, override=override)
    except FramekitError as error:
        raise error.with_traceback(None) from error.__cause__


def pack_into(self: Any, buffer: Any, /, offset: int = 0, *, override: Any = None) -> Any:
    """Stub."""
    try:
        return first_use("pack_into")(self, buffer, offset, override=override)
    except FramekitError as error:
        raise error.with_traceback(None) from error.__cause__


def unpack(data: Any, /, **given: Any) -> Any:
    """Stub."""
    try:
        return first_use("unpack")(data, **given)
    except FramekitError as error:
        raise error.with_traceback(None) from error.__cause__


def unpack_from(buffer: Any, /, offset: int = 0, **given: Any) -> Any:
    """Stub."""
    try:
        return first_use("unpack_from")(buffer, offset, **given)
    except FramekitError as error:
        raise error.with_traceback(None) from error.__cause__


_STUBS: dict[str, Any] = {each.__name__: each for each in (pack, pack_into, unpack, unpack_from)}


def codec_of_class(cls: Any) -> Codec:
    """The codec of a frame class."""
    from framekit.compiler.codec import codec_of
    from framekit.declare.declaration import spec_of

    return codec_of(spec_of(cls))


class Stubs:
    """The stubs of one class.

    Args:
        frame: the class that all frames inherit from, which has the documentation of the methods.
        bases: of the class.
        body: of the class, which gets the stubs, unless it or a base has methods of the user's.
    """

    def __init__(self, frame: Any, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        self._cls: Any = None
        self._functions: dict[str, FunctionType] = {}
        self._namespace: dict[str, Any] = {
            "__name__": body.get("__module__"),
            "first_use": self._first_use,
            "FramekitError": FramekitError,
        }
        installed = []
        for verb in (*VERBS, "__init__"):
            if verb in body:
                continue
            chain = (base for each in bases for base in each.__mro__ if base is not object)
            owner = next(base for base in chain if verb in base.__dict__)
            if owner is not frame and verb not in owner.__dict__.get("__framekit_verbs__", ()):
                continue
            installed.append(verb)
            body[verb] = self._stub(verb, frame) if verb in GENERATED else frame.__dict__[verb]
        body["__framekit_verbs__"] = tuple(installed)

    def _stub(self, verb: str, frame: Any) -> Any:
        template = _STUBS[verb]
        function = FunctionType(template.__code__, self._namespace, verb, template.__defaults__)
        function.__kwdefaults__ = template.__kwdefaults__
        function.__doc__ = getattr(frame, verb).__doc__
        self._functions[verb] = function
        return staticmethod(function) if verb.startswith("unpack") else function

    def belong_to(self, cls: Any) -> None:
        """The class has been made."""
        self._cls = cls
        for verb, function in self._functions.items():
            function.__qualname__ = f"{cls.__qualname__}.{verb}"

    def _first_use(self, verb: str) -> Callable[..., Any]:
        """Let the stubs become the generated functions."""
        from framekit.compiler.codec.compile import compile_lock

        codec = codec_of_class(self._cls)
        with compile_lock:  # nothing of the module is left to be filled in then
            self._namespace.update(codec.unpack.__globals__)
            for name, function in self._functions.items():
                function.__code__ = getattr(codec, name).__code__
        return self._functions[verb]
