"""A request with the right reply to it, in the form that was asked for."""

from tests.fake_server.request import FakeRequest
from tests.fake_server.shapes import Reply, Shape, chunks, completion
from tests.fake_server.wire import DONE, EVENTS, Parts, Steps, chunked, encoded, event, whole


class Asked:
    """What was asked and what is right to say."""

    def __init__(self, request: FakeRequest, reply: Reply) -> None:
        """Nothing is sent by making it."""
        self.reply = reply
        self.is_streaming = request.is_streaming
        self._wants_usage = request.wants_usage

    @property
    def shapes(self) -> list[Shape]:
        """The one object or the many."""
        if not self.is_streaming:
            return [completion(self.reply)]
        return chunks(self.reply, with_usage=self._wants_usage)

    @property
    def data(self) -> list[bytes]:
        """The shapes as JSON, or as an event each."""
        return [self.written(shape) for shape in self.shapes]

    @property
    def parts(self) -> Parts:
        """The right answer."""
        return self.sent(self.data)

    def written(self, shape: Shape) -> bytes:
        """One shape in the form that was asked for."""
        return event(shape) if self.is_streaming else encoded(shape)

    def sent(self, data: list[bytes]) -> Parts:
        """An answer of these bodies in the form that was asked for."""
        return chunked([*data, DONE], EVENTS) if self.is_streaming else whole(b"".join(data))


def right(asked: Asked) -> Steps:
    """The answer, piece by piece."""
    parts = asked.parts
    yield parts.head
    yield from parts.body
