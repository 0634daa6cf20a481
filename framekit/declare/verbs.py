"""The generated methods of a frame class: stubs that become the generated functions on first use.

Strategy: each class has its own stubs, whose globals are a namespace of the class. On first use the namespace receives the
contents of the generated module, and each stub receives the code of its generated function. A method that was looked up before
the first use, as in `parse = Header.unpack`, is therefore the same function as one that is looked up later, and equally fast.

Rules: a user-defined method is kept, in the class and in its subclasses.
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
    """Placeholder: in the namespace of a stub this name refers to a method of Stubs."""
    raise AssertionError(verb)


# Each raises errors from its own line, as the generated functions do, to keep tracebacks short.


def pack(self: Any, override: Any = None) -> Any:
    """Stub. `override` is not keyword-only, because Python then calls the function 10 ns faster."""
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
    """Return the codec of a frame class."""
    from framekit.compiler.codec import codec_of
    from framekit.declare.declaration import spec_of

    return codec_of(spec_of(cls))


class Stubs:
    """The stubs of one class.

    Args:
        frame: the base class of all frames, which has the docstrings of the methods.
        bases: the bases of the class.
        body: the body of the class, which receives the stubs, except for methods that it or a base defines.
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
        """Assign the stubs to their class, once it has been created."""
        self._cls = cls
        for verb, function in self._functions.items():
            function.__qualname__ = f"{cls.__qualname__}.{verb}"

    def _first_use(self, verb: str) -> Callable[..., Any]:
        """Replace the stubs with the generated functions."""
        from framekit.compiler.codec.compile import compile_lock

        codec = codec_of_class(self._cls)
        with compile_lock:  # the generated module is complete while the lock is held
            self._namespace.update(codec.unpack.__globals__)
            for name, function in self._functions.items():
                function.__code__ = getattr(codec, name).__code__
        return self._functions[verb]
