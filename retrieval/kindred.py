"""Moods that stand close together, and moods that spoil each other."""

# Who asks for the one is also served by these, if less.
_KINDRED: dict[str, tuple[str, ...]] = {
    "feel-good": ("heartwarming", "uplifting", "light-hearted", "cozy", "funny", "playful"),
    "heartwarming": ("feel-good", "uplifting", "cozy", "bittersweet"),
    "uplifting": ("inspiring", "feel-good", "heartwarming"),
    "inspiring": ("uplifting", "heartwarming"),
    "light-hearted": ("feel-good", "funny", "playful", "cozy", "witty"),
    "cozy": ("heartwarming", "feel-good", "light-hearted", "nostalgic", "whimsical"),
    "playful": ("light-hearted", "whimsical", "funny"),
    "funny": ("witty", "light-hearted", "playful", "raunchy", "quirky"),
    "witty": ("funny", "deadpan", "satirical"),
    "romantic": ("bittersweet", "sexy"),
    "sad": ("bittersweet", "melancholy", "bleak"),
    "melancholy": ("sad", "bittersweet", "slow-burn"),
    "bittersweet": ("melancholy", "sad", "nostalgic"),
    "tense": ("suspenseful", "intense"),
    "suspenseful": ("tense", "intense"),
    "intense": ("tense", "suspenseful", "gritty"),
    "scary": ("creepy", "disturbing"),
    "creepy": ("scary", "atmospheric", "disturbing"),
    "dark": ("gritty", "bleak", "disturbing"),
    "bleak": ("dark", "sad", "gritty"),
    "disturbing": ("dark", "creepy", "intense"),
    "gritty": ("dark", "violent", "intense"),
    "violent": ("gritty", "action-packed", "intense"),
    "action-packed": ("exciting", "violent", "epic"),
    "exciting": ("action-packed", "epic"),
    "epic": ("exciting", "action-packed"),
    "mind-bending": ("thought-provoking", "dreamlike"),
    "thought-provoking": ("mind-bending",),
    "slow-burn": ("atmospheric", "melancholy"),
    "atmospheric": ("slow-burn", "dreamlike", "stylish"),
    "dreamlike": ("atmospheric", "mind-bending", "whimsical"),
    "quirky": ("whimsical", "deadpan", "funny"),
    "whimsical": ("quirky", "playful", "dreamlike"),
    "campy": ("playful", "raunchy"),
    "nostalgic": ("bittersweet", "cozy"),
}
_BRIGHT = frozenset(
    {
        "feel-good",
        "heartwarming",
        "uplifting",
        "light-hearted",
        "cozy",
        "playful",
        "inspiring",
        "whimsical",
    }
)
_GRIM = frozenset({"scary", "creepy", "bleak", "disturbing", "dark", "violent", "gritty", "sad"})


def kindred(mood: str) -> tuple[str, ...]:
    """Moods that partly answer a wish for this one."""
    return _KINDRED.get(mood, ())


def contrary(mood: str) -> frozenset[str]:
    """Moods that spoil a wish for this one."""
    if mood in _BRIGHT:
        return _GRIM
    return _BRIGHT if mood in _GRIM - {"sad"} else frozenset()
