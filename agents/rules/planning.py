"""The planner of the rules mind: the strongest claim, and no act twice without cause (MACRS)."""

from agents.contracts import Plan, PlanTask
from core.conversation import Act

_REPEATED_QUESTION = 0.3
_REPEATED_CHAT = 0.02


def plan(task: PlanTask) -> Plan:
    """Choose among the drafts by their claims, less what repeating the last act costs.

    Two questions in a row tire people, so a second one has to be much better than the rest.
    """
    last = task.acts[-1] if task.acts else None
    values = [draft.claim - _penalty(draft.act, last, task) for draft in task.drafts]
    chosen = max(range(len(values)), key=values.__getitem__)
    draft = task.drafts[chosen]
    others = ", ".join(
        f"{other.act} {value:.2f}"
        for other, value in zip(task.drafts, values, strict=True)
        if other is not draft
    )
    return Plan(
        chosen=chosen, reason=f"{draft.act} {values[chosen]:.2f}: {draft.reason} ({others})"
    )


def _penalty(act: Act, last: Act | None, task: PlanTask) -> float:
    if act is not last:
        return 0.0
    if act is Act.ASK and task.state.preferences > 0:
        return _REPEATED_QUESTION
    return _REPEATED_CHAT if act is Act.CHAT else 0.0
