"""Themes and moods as parts of a sentence: "about a heist", "with a twist ending"."""

_WITH = {
    "twist ending": "with a twist ending", "nonlinear story": "told out of order", "mockumentary": "shot as a mockumentary",
    "found footage": "shot as found footage", "anthology": "told as an anthology", "true story": "based on a true story",
    "based on a book": "based on a book", "based on a comic": "based on a comic", "spoof": "made as a spoof",
    "slasher": "made as a slasher", "psychological horror": "with psychological horror", "body horror": "with body horror",
    "historical epic": "on a historical scale", "talking animals": "with talking animals", "night out": "set on one night out",
    "space": "set in space", "at sea": "set at sea", "small town": "set in a small town", "big city": "set in a big city",
    "wilderness": "set in the wilderness", "ancient world": "set in the ancient world", "middle ages": "set in the Middle Ages",
    "high school": "set in high school", "college": "set in college", "school": "set in a school", "prison": "set in prison",
    "christmas": "set at Christmas", "halloween": "set at Halloween", "rural life": "set in the country",
    "summer vacation": "set in a summer", "dystopia": "set in a dystopia", "post-apocalypse": "set after the apocalypse",
    "submarines": "set on submarines", "trains": "set on trains", "miniature worlds": "set in a miniature world",
    "parallel worlds": "set in parallel worlds", "world war i": "set in World War I", "world war ii": "set in World War II",
    "vietnam war": "set in the Vietnam War", "cold war": "set in the Cold War", "virtual reality": "set in virtual reality",
}  # fmt: skip
_ABOUT = {
    "heist": "a heist", "time loop": "a time loop", "alien invasion": "an alien invasion", "serial killer": "a serial killer",
    "detective story": "a detective on a case", "prison break": "a prison break", "conspiracy": "a conspiracy",
    "holocaust": "the Holocaust", "love triangle": "a love triangle", "buddy cops": "a pair of cops",
    "mentor and student": "a mentor and a student", "road trip": "a road trip", "disaster": "a disaster",
    "double life": "a double life", "treasure hunt": "a treasure hunt", "quest": "a quest", "fairy tale": "a fairy tale",
    "body swap": "a body swap", "femme fatale": "a femme fatale", "kidnapping": "a kidnapping", "undercover": "life undercover",
    "haunted house": "a haunted house", "nuclear threat": "a nuclear threat", "home invasion": "a home invasion",
    "workplace romance": "a workplace romance", "unlikely romance": "an unlikely romance", "fish out of water": "a fish out of water",
    "chosen one": "a chosen one", "culture clash": "a clash of cultures", "party gone wrong": "a party gone wrong",
    "football (soccer)": "football", "courtroom": "a trial", "witches and magic": "witches and magic",
    "police": "the police", "serial lies": "a web of lies", "lgbtq lives": "LGBTQ lives",
}  # fmt: skip


def theme_phrase(theme: str) -> str:
    """What follows "a film" to say its theme."""
    return _WITH.get(theme) or f"about {_ABOUT.get(theme, theme)}"
