"""framekit's streams and endpoints against real servers: PostgreSQL, dnsmasq, mosquitto."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any

import pytest

from framekit import DatagramEndpoint, EndOfStream, connect
from framekit.net import aio
from tests.net.peers import dnsmasq, mosquitto, postgresql
from tests.net.starting import started
from tests.net.support import LONG, run
from tests.specs.test_samples import load

ROWS = 10_000

pg: Any = load("postgresql")
dns: Any = load("dns")
mqtt: Any = load("mqtt")
KIND = mqtt.PacketType


@pytest.fixture(scope="module")
def postgresql_urls() -> Iterator[tuple[str, str]]:
    with started(postgresql(), "required") as urls:
        yield urls


@pytest.fixture(scope="module")
def dns_port() -> Iterator[int]:
    with started(dnsmasq(), "required") as port:
        yield port


@pytest.fixture(scope="module")
def mqtt_port() -> Iterator[int]:
    with started(mosquitto(), "required") as port:
        yield port


def query(text: str) -> Any:
    return pg.FrontendMessage(body=pg.Query(query=text))


def terminate() -> Any:
    return pg.FrontendMessage(body=pg.Terminate())


TYPE = pg.BackendType


STARTUP = pg.StartupMessage(
    body=pg.StartupParameters(
        parameters=[pg.Parameter(name="user", value="postgres"), pg.Parameter(name="database", value="postgres")]
    )
)
SENDS = (pg.StartupMessage, pg.FrontendMessage)


class Client:
    """The two directions have frames of their own, and the first that is sent is of another form than the rest."""

    def __init__(self, url: str) -> None:
        self.stream = connect(url, pg.BackendMessage, sends=SENDS, timeout=LONG)
        self.stream.write(STARTUP)

    def until_ready(self) -> list[Any]:
        messages = []
        while not messages or messages[-1].type is not TYPE.READY_FOR_QUERY:
            messages.append(self.stream.read())
        return messages

    def ask(self, text: str) -> list[Any]:
        self.stream.write(query(text))
        return self.until_ready()


@pytest.mark.parametrize("way", [0, 1], ids=["TCP", "UNIX"])
def test_a_session_with_postgresql(postgresql_urls: tuple[str, str], way: int) -> None:
    client = Client(postgresql_urls[way])
    first = client.until_ready()
    assert first[0].type is TYPE.AUTHENTICATION
    rows = client.ask(f"select n, repeat('x', n % 100) from generate_series(1, {ROWS}) n")
    assert rows[0].type is TYPE.ROW_DESCRIPTION
    bodies = [message.body for message in rows if message.type is TYPE.DATA_ROW]
    assert len(bodies) == ROWS
    for number, body in enumerate(bodies, 1):
        assert body.values == [str(number).encode(), b"x" * (number % 100)]
    assert rows[-2].body.tag == f"SELECT {ROWS}"
    error, ready = client.ask("select 1 / 0")
    assert error.type is TYPE.ERROR_RESPONSE
    assert pg.Detail(kind=pg.NoticeField.CODE, value="22012") in error.body.fields  # division_by_zero
    assert ready.type is TYPE.READY_FOR_QUERY
    client.stream.write(terminate())
    with pytest.raises(EndOfStream):
        client.stream.read()
    client.stream.close()


@pytest.mark.parametrize("way", [0, 1], ids=["TCP", "UNIX"])
def test_a_session_with_postgresql_by_asyncio(postgresql_urls: tuple[str, str], way: int) -> None:
    async def main() -> int:
        async with aio.connect(postgresql_urls[way], pg.BackendMessage, sends=SENDS) as stream:
            await stream.write(STARTUP, query(f"select n from generate_series(1, {ROWS}) n"), terminate())
            return sum([message.type is TYPE.DATA_ROW async for message in stream])

    assert run(main()) == ROWS


@pytest.mark.parametrize("way", [0, 1])
def test_a_session_with_postgresql_by_its_protocol(postgresql_urls: tuple[str, str], way: int) -> None:
    """The server refuses to encrypt, in one byte, and the start goes on over the same connection."""
    with connect(postgresql_urls[way], pg.PROTOCOL, timeout=LONG) as stream:
        stream.write(pg.StartupMessage(major=pg.REQUESTS, minor=pg.Request.ENCRYPTION, body=pg.EncryptionRequest()))
        assert stream.read() == pg.RequestAnswer(answer=ord("N"))
        stream.write(STARTUP)
        assert list(iter(lambda: stream.read().type, pg.BackendType.READY_FOR_QUERY))
        stream.write(query("select 1"), terminate())
        assert [message.type for message in stream][-1] == pg.BackendType.READY_FOR_QUERY


def question(number: int, name: str, type: Any) -> Any:
    return dns.DnsMessage(id=number, recursion_desired=True, questions=[dns.Question(name=name, type=type)])


def check_answers(answers: list[Any]) -> None:
    address, mail, nothing = answers
    assert address.answers[0].data == dns.A(address=IPv4Address("192.0.2.7"))
    assert mail.answers[0].data == dns.Mx(preference=10, exchange="mail.example.test")
    assert not nothing.answers
    assert int(nothing.response_code) != 0


QUESTIONS = [("example.test", dns.RecordType.A), ("example.test", dns.RecordType.MX), ("nowhere.invalid", dns.RecordType.A)]


def test_dnsmasq_over_udp(dns_port: int) -> None:
    with DatagramEndpoint.connect(f"udp://127.0.0.1:{dns_port}", dns.DnsMessage) as endpoint:
        answers = []
        for number, (name, type) in enumerate(QUESTIONS):
            endpoint.send(question(number, name, type))
            answers.append(endpoint.recv(timeout=LONG).frame)
            assert answers[-1].id == number
        check_answers(answers)


def test_dnsmasq_over_udp_by_asyncio(dns_port: int) -> None:
    async def main() -> list[Any]:
        async with aio.DatagramEndpoint.connect(f"udp://127.0.0.1:{dns_port}", dns.DnsMessage) as endpoint:
            answers = []
            for number, (name, type) in enumerate(QUESTIONS):
                await endpoint.send(question(number, name, type))
                answers.append((await endpoint.recv(timeout=LONG)).frame)
            return answers

    check_answers(run(main()))


def test_dnsmasq_over_tcp(dns_port: int) -> None:
    asked = [dns.DnsOverTcp(message=question(number, *each)) for number, each in enumerate(QUESTIONS)]
    with connect(f"tcp://127.0.0.1:{dns_port}", dns.DnsOverTcp, timeout=LONG) as stream:
        stream.write(*asked)
        answers = sorted((stream.read().message for _ in asked), key=lambda message: message.id)
    check_answers(answers)


def packet(type: Any, body: Any, flags: Any = None) -> Any:
    return mqtt.Packet(type=type, flags=mqtt.Flags(0) if flags is None else flags, body=body)


def test_a_session_with_mosquitto(mqtt_port: int) -> None:
    quality = mqtt.QualityOfService.AT_LEAST_ONCE
    once = mqtt.Flags.AT_LEAST_ONCE
    with connect(f"tcp://127.0.0.1:{mqtt_port}", mqtt.Packet, timeout=LONG) as stream:
        stream.write(packet(KIND.CONNECT, mqtt.Connect(client_identifier="framekit", keep_alive=30)))
        answer = stream.read()
        assert answer.body.return_code is mqtt.ConnectReturnCode.ACCEPTED
        topics = [mqtt.Subscription(topic_filter="framekit/#", quality=quality)]
        stream.write(packet(KIND.SUBSCRIBE, mqtt.Subscribe(packet_identifier=1, subscriptions=topics), once))
        assert stream.read().body == mqtt.SubscribeAcknowledgement(
            packet_identifier=1, return_codes=[mqtt.SubscribeReturnCode.MAXIMUM_AT_LEAST_ONCE]
        )
        for number, size in enumerate([0, 5, 100_000], 2):
            payload = b"x" * size
            sent = mqtt.AcknowledgedPublish(topic="framekit/test", packet_identifier=number, payload=payload)
            stream.write(packet(KIND.PUBLISH, sent, once))
            got = [stream.read(), stream.read()]
            (acknowledged,) = (each for each in got if each.type is KIND.PUBACK)
            (published,) = (each for each in got if each.type is KIND.PUBLISH)
            assert acknowledged.body.packet_identifier == number
            assert (published.body.topic, published.body.payload) == ("framekit/test", payload)
            received = mqtt.Acknowledgement(packet_identifier=published.body.packet_identifier)
            stream.write(packet(KIND.PUBACK, received))
        stream.write(packet(KIND.PINGREQ, mqtt.Empty()))
        assert stream.read().type is KIND.PINGRESP
        stream.write(packet(KIND.DISCONNECT, mqtt.Empty()))
        with pytest.raises(EndOfStream):
            stream.read()
