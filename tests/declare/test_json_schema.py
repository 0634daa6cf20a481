"""The JSON Schema of a frame accepts what asdict gives; pydantic and FastAPI hold, write and describe frames."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framekit import (
    Frame,
    Unknown,
    array,
    asdict,
    data,
    derived,
    field,
    json_schema,
    optional,
    switch,
    text,
    this,
    u8,
    u16,
    unknown,
)
from framekit.testing import frames
from tests.kinds import KINDS, Color
from tests.kinds_given import TAKING_KINDS

jsonschema = pytest.importorskip("jsonschema")
pydantic = pytest.importorskip("pydantic")


class Ping(Frame):
    """Asks whether the peer is there."""

    token: u16


class Tree(Frame):
    name: str = text(prefix=u8)
    children: list[Tree] = array(prefix=u8)


class Message(Frame):
    """A message."""

    kind: int = derived(u8)
    color: Color = field(u8, doc="of the lamp")
    key: bytes = data(2)
    note: str | None = optional(text(prefix=u8), when=this.color == 1)
    body: Ping | Unknown = switch(this.kind, {1: Ping}, otherwise=unknown())


MESSAGE = Message(color=Color.RED, key=b"\0\xff", note="a", body=Ping(token=7))


@lru_cache
def validator_of(kind: type[Frame]) -> Any:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@lru_cache
def adapter_of(kind: type[Frame]) -> Any:
    adapter: Any = pydantic.TypeAdapter(kind)
    assert adapter.json_schema()["type"] == "object"
    return adapter


@pytest.mark.parametrize("kind", KINDS + TAKING_KINDS, ids=lambda kind: kind.__name__)
@given(st.data())
def test_the_schema_accepts_what_asdict_gives_and_pydantic_reads_it(kind: type[Frame], source: st.DataObject) -> None:
    validator = validator_of(kind)
    frame = source.draw(frames(kind))
    written = json.loads(json.dumps(asdict(frame, mode="json")))
    validator.validate(written)
    for name in written:
        assert not validator.is_valid({each: written[each] for each in written if each != name})
    adapter = adapter_of(kind)
    assert adapter.validate_json(adapter.dump_json(frame)) == frame


def test_the_schema_has_the_words_of_the_declaration() -> None:
    schema = json_schema(Message)
    assert (schema["title"], schema["description"]) == ("Message", "A message.")
    assert schema["properties"]["color"]["description"] == "of the lamp"
    assert schema["properties"]["color"]["anyOf"][0]["enum"][0] == "RED"
    assert schema["$defs"]["Ping"]["properties"]["token"] == {"type": "integer", "minimum": 0, "maximum": 65535}
    assert "kind" not in schema["properties"]


def test_frames_of_one_name_are_told_apart() -> None:
    def inner(size: int) -> type[Frame]:
        class Inner(Frame):
            raw: bytes = data(size)

        return Inner

    first, second = inner(1), inner(2)

    class Outer(Frame):
        a: first  # type: ignore[valid-type]
        b: second  # type: ignore[valid-type]

    assert set(json_schema(Outer)["$defs"]) == {"Inner", "Inner2"}


def test_a_model_holds_a_frame() -> None:
    class Event(pydantic.BaseModel):
        source: str
        message: Message
        others: list[Ping] = []

    event = Event(source="a", message=MESSAGE)
    assert event.message is MESSAGE
    assert event.model_dump()["message"] is MESSAGE
    written = event.model_dump_json()
    assert json.loads(written)["message"] == asdict(MESSAGE, mode="json")
    assert Event.model_validate_json(written) == event
    assert Event(source="a", message=asdict(MESSAGE)) == event
    for wrong, why in (
        ({"color": 1}, r"key.*missing"),
        (7, "expected Message or a dict of its fields, got int"),
        ({**asdict(MESSAGE), "color": 256}, "color"),
    ):
        with pytest.raises(pydantic.ValidationError, match=rf"(?s)message\n.*{why}"):
            Event(source="a", message=wrong)


def test_a_model_describes_a_frame() -> None:
    class Event(pydantic.BaseModel):
        message: Message
        ping: Ping

    schema = Event.model_json_schema()
    assert schema["properties"]["ping"] == {"$ref": "#/$defs/Ping"}
    assert set(schema["$defs"]) == {"Message", "Ping"}
    jsonschema.Draft202012Validator(schema).validate(json.loads(Event(message=MESSAGE, ping=Ping(token=1)).model_dump_json()))


def test_a_frame_that_contains_itself_is_described() -> None:
    tree = Tree(name="a", children=[Tree(name="b", children=[])])
    assert json_schema(Tree)["$defs"]["Tree"]["properties"]["children"]["items"] == {"$ref": "#/$defs/Tree"}
    adapter = pydantic.TypeAdapter(Tree)
    assert adapter.json_schema()["title"] == "Tree"
    assert adapter.validate_json(adapter.dump_json(tree)) == tree


def test_fastapi_returns_and_takes_frames() -> None:
    fastapi = pytest.importorskip("fastapi")
    client_of = pytest.importorskip("fastapi.testclient").TestClient
    app = fastapi.FastAPI()
    body: Any = fastapi.Body()

    @app.get("/message")
    def last() -> Message:
        return MESSAGE

    @app.post("/size")
    def size(message: Message = body) -> int:
        return len(message.pack())

    with client_of(app) as client:
        found = client.get("/message")
        assert found.json() == asdict(MESSAGE, mode="json")
        assert client.post("/size", json=found.json()).json() == len(MESSAGE.pack())
        refused = client.post("/size", json={**found.json(), "key": "xyz"})
        assert refused.status_code == 422
        assert "key" in refused.text
        described = client.get("/openapi.json").json()
        assert described["components"]["schemas"]["Message"]["properties"]["body"]["anyOf"][0]["required"] == ["Ping"]
