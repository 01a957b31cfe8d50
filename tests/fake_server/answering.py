"""From a reply to the steps that send it, rightly or with a fault."""

from tests.fake_server.asked import Asked, right
from tests.fake_server.faults import Fault
from tests.fake_server.request import FakeRequest
from tests.fake_server.shapes import Reply
from tests.fake_server.wire import Steps
from tests.fake_server.wrong_replies import WRONG_REPLIES, WRONG_SHAPES
from tests.fake_server.wrong_ways import WRONG_WAYS


def steps(fault: Fault | None, request: FakeRequest, reply: Reply) -> Steps:
    """How this reply is sent, under this fault if there is one."""
    if fault in WRONG_REPLIES:
        return right(Asked(request, WRONG_REPLIES[fault](reply)))
    asked = Asked(request, reply)
    if fault in WRONG_SHAPES:
        shapes = map(WRONG_SHAPES[fault], asked.shapes)
        return iter([asked.sent([asked.written(shape) for shape in shapes]).in_full])
    return WRONG_WAYS[fault](asked) if fault else right(asked)
