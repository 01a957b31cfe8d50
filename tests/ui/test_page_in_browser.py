"""The page in headless Chromium: every button, two people, a phone, the dark, no stray request."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.ui.browsing import CHROMIUM, Served, expect, launched, visiting
from tests.ui.doubles import (
    CRASHED,
    FOR_A_FRIEND,
    MODELLED,
    REFUSED,
    SLOW,
    WITHDREW,
    ScriptedRecommender,
)
from tests.ui.living import FILMS, living

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on the path"),
]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    served = Served(ScriptedRecommender(pause=0.03))
    yield served
    served.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(browser, served):
    """Opens the page as one more person; fails if anything leaves loopback or breaks."""
    with visiting(browser, served) as open_page:
        yield open_page


def say(page, text: str) -> None:
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")


def answered(page, turns: int) -> None:
    expect(page.locator("#transcript .answer")).to_have_count(turns)
    expect(page.locator("#live .turn")).to_have_count(0)


def card(page, title: str):
    return page.get_by_role("article", name=title)


def test_a_message_streams_and_its_films_stay_through_reload_and_restart(visit, served) -> None:
    page = visit()
    expect(page.locator("#undo")).to_be_disabled()
    say(page, "Something like Heat")
    expect(page.locator("#live .stages")).to_contain_text("listening…")
    answered(page, 1)
    expect(page.locator("#box textarea")).to_have_value("")
    expect(page.get_by_role("article")).to_have_count(5)
    like = card(page, "Ronin (1998)").get_by_role("button", name=re.compile("^Like"))
    expect(like).to_have_attribute("aria-pressed", "false")
    like.press("Enter")
    expect(like).to_have_attribute("aria-pressed", "true")
    expect(like).to_be_focused()
    page.reload()
    answered(page, 1)
    expect(like).to_have_attribute("aria-pressed", "true")
    served.stop()
    served.start()
    page.reload()
    answered(page, 1)
    expect(like).to_have_attribute("aria-pressed", "true")
    like.click()
    expect(like).to_have_attribute("aria-pressed", "false")


def test_undo_retry_and_new_conversation(visit) -> None:
    page = visit()
    say(page, "one")
    answered(page, 1)
    say(page, "two")
    answered(page, 2)
    page.click("#retry")
    expect(page.locator("#live")).to_contain_text("two")
    answered(page, 2)
    page.click("#undo")
    answered(page, 1)
    expect(page.locator("#box textarea")).to_have_value("two")
    page.reload()
    answered(page, 1)
    page.click("#fresh")
    expect(page.locator(".welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()


def test_why_more_like_this_and_the_trace(visit) -> None:
    page = visit()
    page.locator(".chip").first.click()
    answered(page, 1)
    midnight = card(page, "Midnight Run (1988)")
    midnight.get_by_role("button", name="Why Midnight Run (1988)").click()
    expect(midnight.locator(".why .node:visible")).to_have_count(4)
    expect(midnight.locator(".why")).to_contain_text("Crime, as asked")
    midnight.get_by_role("button", name="Why Midnight Run (1988)").click()
    expect(page.locator(".why")).to_have_count(0)
    midnight.get_by_role("button", name="More like Midnight Run (1988)").click()
    answered(page, 2)
    expect(page.locator(".said-by-you").last).to_contain_text("More like Midnight Run (1988)")
    page.get_by_text("How this answer came about").click()
    expect(page.locator("#trace")).to_contain_text("mind: rules")
    expect(page.locator("#trace")).to_contain_text("not ready — still encoding")


def test_a_turn_of_a_language_model_is_accounted_for(visit) -> None:
    page = visit()
    expect(page.locator("#head .mind")).to_have_text("Answers by rules, offline")
    say(page, MODELLED)
    answered(page, 1)
    note = "Asking and chatting were done by rules: no answer in time."
    expect(page.locator(".turn .answer + .mind-note")).to_have_text(note)
    page.get_by_text("How this answer came about").click()
    trace = page.locator("#trace")
    expect(trace.locator(".draft")).to_have_count(3)
    expect(trace.locator(".draft-chosen")).to_contain_text("recommend claims 0.80")
    expect(trace).to_contain_text("drafted three, then chose")
    expect(trace).to_contain_text("recommend: the request names a film and a direction")
    calls = trace.locator("section", has_text="Language-model calls")
    expect(calls.locator("tbody tr")).to_have_count(7)
    for told in ("1,200 (1,024 cached)", "0.00012345", "by rules: no answer in time"):
        expect(calls).to_contain_text(told)
    expect(calls).to_contain_text("7 calls in 4 rounds")
    expect(trace.locator(".lessons dd").first).to_have_text(
        "The films were <darker> than asked for."
    )
    say(page, "films")
    answered(page, 2)
    expect(page.locator(".mind-note")).to_have_count(0)


def test_withdrawn_words_are_not_what_stays(visit) -> None:
    page = visit()
    say(page, WITHDREW)
    answered(page, 1)
    expect(page.locator(".answer")).to_contain_text("Answer 1. These share")
    expect(page.locator(".answer")).not_to_contain_text("taken back")


def know(page):
    """Opens what is known of the person."""
    page.get_by_text("What I know of you").click()
    expect(page.locator("#words")).to_be_visible()
    expect(page.locator("#profile .profile")).to_be_visible()
    return page.locator("#profile")


def act(page, name: str):
    return page.get_by_role("button", name=name)


def told(page, words: str) -> None:
    expect(page.locator("#told .notice")).to_contain_text(words)


def test_what_is_known_is_read_pinned_corrected_and_deleted(visit) -> None:
    page = visit()
    say(page, "no horror")
    answered(page, 1)
    profile = know(page)
    expect(profile.locator(".claim")).to_contain_text("You want no horror.")
    source = profile.locator("details", has_text="Where it came from")
    source.locator("summary").press("Enter")
    expect(source.locator("li")).to_have_text("“no horror”, on 24 November 2026")
    act(page, "Pin: You want no horror.").click()
    told(page, "Pinned")
    expect(profile.locator(".badges")).to_contain_text("pinned")
    expect(source.locator("li")).to_be_visible()
    act(page, "Correct: You want no horror.").click()
    box = page.locator("#words textarea")
    expect(box).to_have_value("You want no horror.")
    expect(box).to_be_focused()
    page.click("#cancel")
    expect(box).to_have_value("")
    expect(page.locator("#cancel")).to_have_count(0)
    act(page, "Correct: You want no horror.").click()
    expect(box).to_have_value("You want no horror.")
    box.fill("I love westerns")
    page.click("#save")
    told(page, "Corrected.")
    expect(box).to_have_value("")
    expect(profile.locator(".claim")).to_have_count(1)
    page.reload()
    profile = know(page)
    act(page, "Delete: You like westerns.").click()
    told(page, "Deleted")
    expect(profile).to_contain_text("Nothing yet.")


@pytest.mark.parametrize(("words", "answer"), [("<i>x</i>", "<lasting>"), (CRASHED, "went wrong")])
def test_a_sentence_is_added_and_one_that_is_refused_stays_in_the_box(
    visit, words: str, answer: str
) -> None:
    page = visit()
    profile = know(page)
    box = page.locator("#words textarea")
    box.fill("I love horror")
    box.press("Enter")
    told(page, "Remembered.")
    box.fill("no horror")
    page.click("#save")
    expect(profile.locator(".overruled s")).to_have_text("You like horror.")
    box.fill(words)
    page.click("#save")
    told(page, answer)
    expect(box).to_have_value(words)
    expect(profile.locator(".statement")).to_have_count(2)


def test_a_film_is_forgotten_in_the_list_and_on_its_card(visit) -> None:
    page = visit()
    say(page, "films")
    answered(page, 1)
    like = card(page, "Ronin (1998)").get_by_role("button", name=re.compile("^Like"))
    like.click()
    profile = know(page)
    expect(profile.locator(".judged")).to_contain_text("Ronin (1998)")
    act(page, "Forget Ronin (1998)").click()
    told(page, "Forgotten: everything said or done about Ronin (1998).")
    told(page, "No trained weights contain any of it.")
    expect(like).to_have_attribute("aria-pressed", "false")
    expect(profile).to_contain_text("Nothing yet.")
    like.click()
    expect(profile.locator(".judged")).to_contain_text("Ronin (1998)")
    page.click("#undo")
    expect(profile).to_contain_text("Nothing yet.")


@pytest.mark.parametrize(
    ("name", "left"),
    [("Forget this conversation", "You like westerns."), ("Forget everything about me", "Nothing yet.")],
)  # fmt: skip
def test_what_forgets_asks_first_and_leaves_an_empty_conversation(
    visit, name: str, left: str
) -> None:
    page = visit()
    say(page, "I love westerns")
    answered(page, 1)
    page.click("#fresh")
    expect(page.locator(".welcome")).to_be_visible()
    say(page, "no horror")
    answered(page, 1)
    profile = know(page)
    expect(profile.locator(".statement")).to_have_count(2)
    page.get_by_text(name).click()
    expect(profile.locator(".statement")).to_have_count(2)
    act(page, "Really forget").click()
    told(page, "Forgotten")
    expect(page.locator(".welcome")).to_be_visible()
    expect(profile).to_contain_text(left)
    expect(profile).not_to_contain_text("horror")
    expect(act(page, "Really forget")).to_have_count(0)
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    expect(know(page)).to_contain_text(left)


def test_a_profile_is_taken_along_as_a_file_and_brought_to_another_browser(visit, tmp_path) -> None:
    page = visit()
    say(page, "no horror")
    answered(page, 1)
    know(page)
    with page.expect_download() as saved:
        act(page, "Download as JSON").click()
    assert saved.value.suggested_filename == "parley-profile.json"
    file = tmp_path / "taken.json"
    saved.value.save_as(file)
    assert "You want no horror." in file.read_text()
    with page.expect_download():
        page.get_by_text("parley-profile.json").click()
    other = visit()
    profile = know(other)
    chooser = other.locator("#keeping input[type=file]")
    large = tmp_path / "large.json"
    large.write_text(" " * 5_500_000)
    other_json = tmp_path / "other.json"
    other_json.write_text("[1, 2]")
    for wrong, answer in (
        (large, "too large"),
        (other_json, "no <export>"),
        (__file__, "no <history>"),
    ):
        chooser.set_input_files(wrong)
        told(other, answer)
    chooser.set_input_files(file)
    told(other, "Added what the file says.")
    expect(profile.locator(".claim")).to_contain_text("You want no horror.")


def test_the_quiz_is_answered_by_keyboard_and_deleted_by_one_press(visit) -> None:
    page = visit()
    profile = know(page)
    page.get_by_text("questions about how you choose (optional)").press("Enter")
    first = page.get_by_role("group", name="1. Have a <vivid> imagination.")
    expect(first.get_by_label("Skip this one")).to_be_checked()
    first.get_by_label("Skip this one").focus()
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    expect(first.get_by_label("4, moderately accurate")).to_be_checked()
    page.get_by_role("group", name="3. Am not").get_by_text("2", exact=True).click()
    act(page, "Save answers").click()
    told(page, "Taken.")
    expect(profile).to_contain_text("Imagination 4.0 of 5")
    act(page, "Delete the answers").click()
    told(page, "Deleted")
    expect(profile).to_contain_text("Nothing yet.")


def test_sharing_is_a_switch_that_is_off_at_first(visit) -> None:
    page = visit()
    know(page)
    switch = page.get_by_role("switch", name="Let Parley learn from which films I like")
    expect(switch).not_to_be_checked()
    switch.press("Space")
    expect(switch).to_be_checked()
    told(page, "Thank you")
    page.reload()
    know(page)
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()


def test_a_summary_is_written_anew_where_something_can_write(visit, served) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def writer() -> str:
        begun.set()
        may_end.wait(10)
        return "You keep clear of horror."

    page = visit()
    say(page, "no horror")
    answered(page, 1)
    know(page)
    expect(page.locator("#write")).to_have_count(0)
    served.profiles.writer = writer
    page.reload()
    know(page)
    page.locator("#write").click()
    expect(page.locator("#write")).to_be_disabled()
    assert begun.wait(10)
    may_end.set()
    expect(page.locator("#summary")).to_have_text("You keep clear of horror.")
    expect(page.locator("#write")).to_be_enabled()
    served.profiles.writer = None


def test_what_is_asked_for_a_friend_says_so_and_has_a_way_back(visit) -> None:
    page = visit()
    say(page, FOR_A_FRIEND)
    answered(page, 1)
    expect(page.locator(".scope")).to_contain_text("nothing of this is remembered")
    act(page, "Back to me").click()
    answered(page, 2)
    expect(page.locator(".said-by-you").last).to_contain_text("just for me")
    expect(act(page, "Back to me")).to_have_count(0)


def test_tabs_opened_at_once_on_the_first_visit_are_one_person(browser, served) -> None:
    """Both tabs ask for what is known before either is answered."""
    context = browser.new_context()
    held, pages = [], [context.new_page() for _ in range(2)]

    def hold(route) -> None:
        held.append(route)

    context.route("**/queue/join**", hold)
    for page in pages:
        page.goto(served.url, wait_until="commit")
    for page in pages:
        for _ in range(100):
            if any(one.request.frame.page == page for one in held):
                break
            page.wait_for_timeout(50)
    pages[0].wait_for_timeout(300)
    for one in held:
        one.continue_()
    context.unroute("**/queue/join**")
    for page, words in zip(pages, ("no horror", "I love westerns"), strict=True):
        page.wait_for_selector(".welcome")
        know(page)
        page.locator("#words textarea").fill(words)
        page.click("#save")
        told(page, "Remembered.")
    expect(pages[1].locator("#profile .claim")).to_have_count(2)
    context.close()


def test_hostile_text_is_shown_and_does_nothing(visit) -> None:
    page = visit()
    hostile = "<img src=x onerror=alert(1)> ![x](http://evil.example/x.png) ${1+1} {{value}}"
    say(page, hostile)
    answered(page, 1)
    expect(page.locator(".said-by-you")).to_contain_text(hostile)
    title = '<b>Bold</b> & "Quoted" ${1+1} {{value}}'
    expect(page.locator(".film h3").nth(2)).to_have_text(title)
    assert page.locator("#transcript img, #transcript b").count() == 0


@pytest.mark.parametrize("text", [REFUSED, CRASHED])
def test_a_failure_is_told_gently_and_loses_nothing(visit, text: str) -> None:
    page = visit()
    say(page, "films")
    answered(page, 1)
    say(page, text)
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("#box textarea")).to_have_value(text)
    answered(page, 1)
    expect(page.locator("#send")).to_be_enabled()


def test_two_people_never_meet_and_never_wait_for_each_other(visit, served) -> None:
    first, second = visit(), visit()
    say(first, SLOW)
    expect(first.locator("#live .turn")).to_be_visible()
    say(second, "films")
    answered(second, 1)
    assert SLOW not in second.inner_text("body")
    first.reload()
    expect(first.locator("#live .turn")).to_contain_text(SLOW)
    served.recommender.released.set()
    answered(first, 1)
    card(first, "Ronin (1998)").get_by_role("button", name="I have seen").click()
    expect(first.locator('[aria-pressed="true"]')).to_have_count(1)
    second.reload()
    answered(second, 1)
    expect(second.locator('[aria-pressed="true"]')).to_have_count(0)


def test_an_id_made_up_in_the_browser_opens_an_empty_conversation(visit) -> None:
    page = visit()
    say(page, "films")
    answered(page, 1)
    page.evaluate("Object.keys(localStorage).forEach(key => localStorage.setItem(key, 'forged'))")
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()


def test_a_phone_needs_no_sideways_scrolling_and_no_small_fingers(visit) -> None:
    page = visit(viewport={"width": 360, "height": 740}, color_scheme="light")
    say(page, "films " + "longwordwithoutend" * 12)
    answered(page, 1)
    say(page, MODELLED)
    answered(page, 2)
    expect(page.locator(".mind-note")).to_be_visible()
    page.locator(".film").nth(2).get_by_role("button", name=re.compile("^Why")).click()
    expect(page.locator(".why .node:visible")).to_have_count(4)
    page.get_by_text("How this answer came about").click()
    expect(page.locator(".trace")).to_be_visible()
    like = page.locator(".film").nth(2).get_by_role("button", name=re.compile("^Like"))
    like.click()
    known = know(page)
    expect(known.locator(".judged li")).to_have_count(1)
    page.locator("#words textarea").fill("no " + "longwordwithoutend" * 12)
    page.click("#save")
    expect(known.locator(".statement")).to_have_count(1)
    page.get_by_text("Forget everything about me").click()
    expect(act(page, "Really forget")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = page.evaluate(
        "[...document.querySelectorAll('.deed, .act, #composer button, #save')]"
        ".filter(b => b.checkVisibility()).map(b => b.offsetHeight)"
    )
    assert min(heights) >= 40


def test_the_dark_follows_the_system(visit) -> None:
    def lightness(page) -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    assert lightness(visit(color_scheme="dark")) < 100
    assert lightness(visit(color_scheme="light")) > 600


def test_the_line_about_what_is_being_built_comes_and_goes(browser) -> None:
    served = Served(ScriptedRecommender(building=("Reading 3 films…",) * 3))
    page = browser.new_page()
    try:
        page.goto(served.url)
        expect(page.locator(".building")).to_have_text("Reading 3 films…")
        expect(page.locator(".building")).to_have_count(0)
    finally:
        page.close()
        served.stop()


@contextmanager
def at_home(browser, folder):
    """A page in front of the real thing, with an empty ledger."""
    with living(folder) as home:
        served = Served(home.recommender, home.profiles)
        try:
            with visiting(browser, served) as visit:
                yield visit(), home
        finally:
            served.stop()


def letterboxd(*rows: tuple[int, str]) -> bytes:
    """An export of these made-up films with their ratings."""
    films = ((FILMS[f"f{number}"], rating) for number, rating in rows)
    lines = [f"2026-01-31,{film.title},{film.year},https://boxd.it/x,{r}" for film, r in films]
    return "\r\n".join(("Date,Name,Year,Letterboxd URI,Rating", *lines)).encode("utf-8-sig")


def test_the_real_profile_is_in_its_persons_hands(browser, tmp_path) -> None:
    """Said, corrected, kept from a friend, brought in, answered and forgotten, on one page."""
    with at_home(browser, tmp_path) as (page, home):
        say(page, "I never watch horror")
        answered(page, 1)
        profile = know(page)
        expect(profile.locator(".claim")).to_contain_text("You want no horror films.")
        expect(page.locator("#summary")).to_have_text("You want no horror films.")
        correct_horror_to_crime(page, profile)
        ask_for_a_friend_and_come_back(page, profile)
        bring_a_history(page, profile)
        forget_a_film(page, profile)
        answer_the_quiz_and_delete_it(page, profile)
        act(page, "Delete: You want no crime films.").click()
        expect(profile).not_to_contain_text("crime")
        forget_the_conversation_then_everything(page, profile)
        assert all(home.profiles.profile(one).is_empty for one in home.ledger.people())


def correct_horror_to_crime(page, profile) -> None:
    """After a preview, which changes nothing."""
    act(page, "Correct: You want no horror films.").click()
    box = page.locator("#words textarea")
    expect(box).to_have_value("You want no horror films.")
    box.fill("no crime films")
    page.click("#preview")
    expect(page.locator("#told li strong").first).to_be_visible()
    expect(profile.locator(".claim")).to_contain_text("You want no horror films.")
    page.click("#save")
    told(page, "Corrected.")
    expect(profile.locator(".claim")).to_contain_text("You want no crime films.")
    act(page, "Pin: You want no crime films.").click()
    told(page, "Pinned")
    expect(profile.locator(".badges")).to_contain_text("pinned")


def ask_for_a_friend_and_come_back(page, profile) -> None:
    say(page, "a scary film for a friend, he loves horror")
    answered(page, 2)
    expect(page.locator(".scope")).to_contain_text("nothing of this is remembered")
    expect(profile.locator(".claim")).to_have_count(1)
    act(page, "Back to me").click()
    answered(page, 3)
    expect(page.locator(".scope .act")).to_have_count(0)


def bring_a_history(page, profile) -> None:
    """And two files that are none."""
    chooser = page.locator("#keeping input[type=file]")
    rows = [(0, "5"), (8, "4"), (16, "4.5"), (3, "1")]
    file = {"name": "ratings.csv", "mimeType": "text/csv", "buffer": letterboxd(*rows)}
    chooser.set_input_files(file)
    told(page, "New of you: 4 seen, 3 liked, 1 disliked.")
    expect(profile).to_contain_text("You like films with or by Director Plimsoll0.")
    chooser.set_input_files(file | {"buffer": b"Title,Stars\nHeat,5\n"})
    told(page, "its columns are Title, Stars")
    chooser.set_input_files(file | {"name": "x.zip", "buffer": b"PK\x03\x04\xff\xfe"})
    told(page, "That is a ZIP archive.")


def forget_a_film(page, profile) -> None:
    name = FILMS["f8"].label
    liked = profile.locator("section", has_text="Liked").first
    expect(liked).to_contain_text(name)
    act(liked, f"Forget {name}").click()
    told(page, f"Forgotten: everything said or done about {name}.")
    expect(profile).not_to_contain_text(name)


def answer_the_quiz_and_delete_it(page, profile) -> None:
    """Imagination alone, whose second to fourth question are reversed."""
    page.get_by_text("Twenty questions about how you choose").click()
    for number, answer in ((5, "5"), (10, "1"), (15, "1"), (20, "1")):
        group = page.get_by_role("group", name=re.compile(rf"^{number}\. "))
        group.get_by_text(answer, exact=True).click()
    act(page, "Save answers").click()
    told(page, "Taken.")
    expect(profile).to_contain_text("Imagination 5.0 of 5")
    statement = profile.locator(".statement", has=page.get_by_text("quiz", exact=True))
    statement.get_by_role("button", name="Delete").click()
    told(page, "Deleted")
    expect(profile).not_to_contain_text("Imagination")


def forget_the_conversation_then_everything(page, profile) -> None:
    say(page, "I always love space films")
    answered(page, 4)
    expect(profile.locator(".claim", has_text="space")).to_have_count(1)
    page.get_by_text("Forget this conversation").click()
    act(page, "Really forget").click()
    told(page, "Forgotten: this conversation")
    expect(page.locator(".welcome")).to_be_visible()
    expect(profile.locator(".claim", has_text="space")).to_have_count(0)
    expect(profile).to_contain_text(FILMS["f0"].label)
    page.get_by_text("Forget everything about me").click()
    act(page, "Really forget").click()
    told(page, "No trained weights contain any of it.")
    expect(profile).to_contain_text("Nothing yet.")
