"""Importing films: what is understood, what is rejected, and that a refusal changes nothing."""

import json
import resource
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.importer import ImportReport, film_of, forget_import, import_films, made_id
from catalog.store import Catalog, imported_path, load_catalog
from core.errors import CatalogError, ImportRefused
from core.item import Item

OLD = b'{"id":"old","title":"Old"}\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    imported_path(folder).write_bytes(OLD)
    return folder


def offer(
    data: Path, content: str | bytes, name: str = "films.csv", *pairs: str, keep_going: bool = False
) -> ImportReport:
    path = data.parent / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_films(path, data, pairs, keep_going=keep_going)


def films(data: Path) -> tuple[Item, ...]:
    return load_catalog(data).items_in_order


def refusal(data: Path, content: str | bytes, name: str = "films.csv", *pairs: str) -> str:
    with pytest.raises(ImportRefused) as error:
        offer(data, content, name, *pairs)
    assert imported_path(data).read_bytes() == OLD
    assert [path.name for path in data.iterdir()] == ["catalog.jsonl"]
    return str(error.value)


def reasons(report: ImportReport) -> dict[int, str]:
    return {row.line: row.reason for row in report.rejected}


class TestUnderstood:
    """Files that are taken, and what their cells come to mean."""

    def test_a_csv_with_every_column_by_another_name(self, data: Path) -> None:
        offer(
            data,
            "imdb_id,Name,Release Date,Genre,Director,Actors,Country,Language,Runtime (mins),Plot,"
            "Keywords,Mood,IMDb Rating,Num Votes,Franchise,AKA\n"
            'tt1,"Heat, Part One",1995-12-15,Crime|Drama,Michael Mann,"Al Pacino, Robert Downey, '
            'Jr.",USA,en;fr,170 min,"A thief, a detective.",heist;police,tense,8.3,"700,000",Heats,'
            '"Fuego, contra fuego|Hitze"\n',
        )
        [film] = films(data)
        assert film.renown > 0
        assert film.model_copy(update={"renown": 0.0}) == Item(
            id="tt1", title="Heat, Part One", year=1995, genres=("Crime", "Drama"),
            directors=("Michael Mann",), cast=("Al Pacino", "Robert Downey Jr."),
            countries=("United States",), languages=("English", "French"), runtime=170,
            pitch="A thief, a detective.", themes=("heist", "police"), moods=("tense",), rating=8.3,
            reviews=700_000, series="Heats", aliases=("Fuego, contra fuego", "Hitze"),
        )  # fmt: skip

    def test_the_default_catalogue_written_out_comes_back_the_same(
        self, data: Path, default_catalog: Catalog
    ) -> None:
        content = "".join(f"{film.model_dump_json()}\n" for film in default_catalog.items_in_order)
        assert offer(data, content, "films.jsonl").rejected == ()
        assert load_catalog(data).fingerprint() == default_catalog.fingerprint()

    def test_movielens(self, data: Path) -> None:
        offer(
            data,
            "movieId,title,genres\n1,Toy Story (1995),Animation|Children\n"
            '2,"Matrix, The (1999)",Action|Sci-Fi\n3,Babylon 5,(no genres listed)\n',
        )
        assert [film.label for film in films(data)] == [
            "Toy Story (1995)", "The Matrix (1999)", "Babylon 5",
        ]  # fmt: skip
        assert [film.genres for film in films(data)] == [
            ("Animation", "Family"), ("Action", "Sci-Fi"), (),
        ]  # fmt: skip

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_comma_semicolon_and_tab(self, data: Path, mark: str) -> None:
        offer(data, f"title{mark}year\r\nHeat{mark}1995\r\n")
        assert films(data)[0].label == "Heat (1995)"

    def test_a_byte_order_mark_is_no_part_of_the_first_column(self, data: Path) -> None:
        offer(data, b"\xef\xbb\xbftitle,year\nHeat,1995\n")
        assert films(data)[0].id == "heat-1995"

    def test_map_overrides_the_defaults(self, data: Path) -> None:
        offer(data, "title,Name,Seen\nx,Heat,1995\n", "f.csv", "title=Name", "year=Seen")
        assert films(data)[0].label == "Heat (1995)"

    def test_json_lines_with_lists_names_and_absent_keys(self, data: Path) -> None:
        rows = [
            {"title": "Heat", "year": 1995, "genres": [{"id": 80, "name": "Crime"}]},
            {
                "title": 1917,
                "cast": ["George MacKay", None],
                "belongs_to_collection": {"name": "W"},
            },
        ]
        offer(data, "\n\n".join(json.dumps(row) for row in rows), "films.txt")
        heat, war = films(data)
        assert heat.genres == ("Crime",)
        assert (war.id, war.cast, war.series) == ("1917", ("George MacKay",), "W")

    @pytest.mark.parametrize(
        "cell",
        [
            '["Crime", "Drama"]',
            '[{"name": "Crime"}, {"name": "Drama"}]',
            "Crime|Drama",
            "Crime; Drama",
            "Crime, Drama",
        ],
    )
    def test_every_way_to_write_a_list(self, cell: str) -> None:
        assert film_of({"title": "X", "genres": cell}).genres == ("Crime", "Drama")
        assert film_of({"title": "X", "directors": cell}).directors == ("Crime", "Drama")

    @pytest.mark.parametrize(
        ("field", "cell", "value"),
        [
            ("year", "31/12/1999", 1999),
            ("year", "March 31, 1999", 1999),
            ("year", "1999.0", 1999),
            ("year", "1999-03-31T00:00:00+0000", 1999),
            ("year", r"\N", None),
            ("year", "0", None),
            ("runtime", "2h 4min", 124),
            ("runtime", "2 hrs. 4 mins.", 124),
            ("runtime", "124.0", 124),
            ("runtime", "0", None),
            ("rating", "7,5", 7.5),
            ("rating", "4/5", 8.0),
            ("rating", "87%", 8.7),
            ("rating", "N/A", None),
            ("rating", 0.0, 0.0),
            ("reviews", "1,234", 1234),
            ("reviews", 12.0, 12),
            ("box_office", "$1,234.50", 1234.5),
            ("certificate", "PG-13", "PG-13"),
            ("aliases", "I, Robot|X", ("I, Robot",)),
            ("countries", "West Germany", ("Germany",)),
            ("themes", "it", ("it",)),
            ("pitch", "two\n lines", "two lines"),
        ],
    )
    def test_a_cell_comes_to_mean(self, field: str, cell: object, value: object) -> None:
        assert getattr(film_of({"title": "X", field: cell}), field) == value

    def test_a_long_pitch_is_cut_at_a_word(self) -> None:
        pitch = film_of({"title": "X", "pitch": "word " * 1000}).pitch
        assert len(pitch) <= 1_000
        assert pitch.endswith(" word…")

    @pytest.mark.parametrize("title", ["Na", "None", "(1999)", "9"])
    def test_titles_that_look_like_something_else(self, title: str) -> None:
        assert film_of({"title": title}).title == title

    def test_progress_ends_at_the_size_of_the_file(self, data: Path) -> None:
        path = data.parent / "films.csv"
        path.write_text("title\n" + "".join(f"Film {n}\n" for n in range(40_000)))
        told: list[int] = []
        import_films(path, data, progress=told.append)
        assert told == sorted(set(told))
        assert len(told) > 1
        assert told[-1] == path.stat().st_size


class TestIds:
    """Ids are given, or made from title and year, and unique."""

    def test_made_ids(self) -> None:
        assert made_id("Amélie", 2001) == "amelie-2001"
        assert made_id("Schindler's List", None) == "schindlers-list"
        assert made_id("七人の侍", 1954) == made_id("七人の侍", 1954) != made_id("羅生門", 1954)
        assert made_id("七人の侍", 1954).isascii()

    def test_a_duplicate_names_the_line_of_the_first(self, data: Path) -> None:
        report = offer(data, "id,title\n1,A\n2,B\n1,C\n3,D\n")
        assert reasons(report) == {4: "duplicate id: 1 is already on line 2"}

    def test_one_title_and_year_twice_without_ids(self, data: Path) -> None:
        report = offer(data, "title,year\nHeat,1995\nHeat,1986\nHEAT,1995\n")
        assert report.accepted == 2
        assert reasons(report)[4].startswith("duplicate id: HEAT (1995) has no id")

    @pytest.mark.parametrize("bad", ["../x", "a b", "<i>", "x" * 101])
    def test_an_id_that_could_be_mistaken_for_something_else(self, data: Path, bad: str) -> None:
        assert reasons(offer(data, f"id,title\n1,A\n{bad},B\n"))[3].startswith("bad id")


class TestRejected:
    """Rows that are skipped, with the number of the line they start on."""

    def test_each_row_has_its_own_reason_and_line(self, data: Path) -> None:
        report = offer(
            data,
            "title,year,rating,plot\n"
            'A,1999,1,"two\nlines"\n'
            ",1999,1,\n"
            "\n"
            "B,19x9,1,\n"
            "C,1999,1\n"
            'D,1999,11,"two\n\nlines more"\n'
            f"E,1999,1,{'x' * 60_000}\n"
            f"F,1999,1,{'x' * 200_000}\n"
            "G\x1b[31m,1999,1,\n"
            'H,"1999" x,1,\n'
            "I,1999-2003,1,\n"
            f"{'J' * 301},1999,1,\n",
            keep_going=True,
        )
        assert report.accepted == 1
        assert {line: reason.split(":")[0] for line, reason in reasons(report).items()} == {
            4: "missing title",
            6: "bad year",
            7: "wrong number of fields",
            8: "bad rating",
            11: "bad pitch",
            12: "a cell is too long",
            13: "bad title",
            14: "text after a closing quote",
            15: "bad year",
            16: "bad title",
        }

    def test_json_that_is_no_film(self, data: Path) -> None:
        bad = [
            "5", "[1]", "null", '"x"', '{"title":', '{"title": NaN}', '{"year": 1999}',
            '{"title": true}', '{"title": "\\ud800"}', '{"title": "a\\u0000b"}',
            '{"title": "X", "rating": 1e999}', '{"title": "X", "votes": 1.5}',
            '{"title": "X", "votes": -1}', '{"title": "X", "genres": [[1]]}',
            '{"title": "X", "genres": {"a": 1, "name": []}}', '{"a": ' + "[" * 100_000,
            '{"title": "X", "votes": ' + "9" * 5000 + "}", '{"title": ["X"]}',
            json.dumps({"title": "X", "cast": [str(n) for n in range(501)]}),
        ]  # fmt: skip
        report = offer(data, "\n".join(['{"title": "Good"}', *bad]), "films.jsonl", keep_going=True)
        assert report.accepted == 1
        assert [row.line for row in report.rejected] == list(range(2, len(bad) + 2))
        assert all(row.reason.isprintable() and len(row.reason) < 200 for row in report.rejected)

    def test_more_than_half_rejected_needs_keep_going(self, data: Path) -> None:
        content = "title,year\nA,1999\nB,x\nC,x\n"
        assert "2 of 3 rows would be rejected" in refusal(data, content)
        assert offer(data, content, keep_going=True).accepted == 1

    def test_half_rejected_does_not(self, data: Path) -> None:
        assert offer(data, "title,year\nA,1999\nB,x\n").accepted == 1


class TestRefused:
    """Files that are refused as a whole; `refusal` checks that nothing changed."""

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"\n \r\n\n", "empty"),
            (b"title,year\n", "header but no film"),
            (b"a,b\n1,2\n", "Columns found: a, b. Name the column with --map title=COLUMN"),
            (b"title,title\nA,B\n", "Two columns"),
            (b"title\nHeat\nAm\xe9lie\n", "Line 3 is not UTF-8 (byte 3"),
            ("title\nHeat\n".encode("utf-16"), "Line 1"),
            ("title\nHeat\n".encode("utf-16-le"), "NUL"),
            (b"title\nHeat\nRa\0n\n", "Line 3 holds a NUL"),
            (b"title\rHeat\rRan\r", "old Macintosh"),
            (b'title\nA\n"B\nC\n', "line 3 a quote is not closed"),
            (b'title\nA\n"B\nC\n' + b'D,"E"\n' * 9, "line 3 a quote is not closed"),
            (b'title\nA\n"B\n' + b"C\n" * 600_000, "line 3"),
            (b'"title\n', "quote"),
            (b"title\n" + b"x" * 1_000_001, "Line 2 is longer than 1 MB"),
            (b"title,year\n,1\n", "No row is usable (line 2: bad year"),
            (b"title\n" + b"".join(b"%d\n" % n for n in range(250_001)), "250,000 rows"),
        ],
    )
    def test_a_csv_file_that_cannot_be_used(
        self, data: Path, content: bytes, complaint: str
    ) -> None:
        assert complaint in refusal(data, content)

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            ("", "empty"),
            ('[{"title": "A"}]', "JSON array"),
            ("5\n6\n", "No row is usable (line 1: not an object"),
            ('{\n"title": "A"\n}\n', "No row is usable"),
            ('{"a": 1}\n{"b": 2}\n', "Columns found: a, b."),
        ],
    )
    def test_a_json_file_that_cannot_be_used(
        self, data: Path, content: str, complaint: str
    ) -> None:
        assert complaint in refusal(data, content, "films.jsonl")

    @pytest.mark.parametrize(
        ("pair", "complaint"),
        [
            ("title", "not FIELD=COLUMN"),
            ("=x", "not FIELD=COLUMN"),
            ("colour=x", "fields are id, title"),
            ("title=Nope", "no column 'Nope' for the title. Columns found: title"),
        ],
    )
    @pytest.mark.parametrize("name", ["films.csv", "films.jsonl"])
    def test_a_mapping_that_does_not_fit(
        self, data: Path, name: str, pair: str, complaint: str
    ) -> None:
        content = "title\nHeat\n" if name.endswith("csv") else '{"title": "Heat"}\n'
        assert complaint in refusal(data, content, name, pair)

    def test_one_field_mapped_twice(self, data: Path) -> None:
        assert "twice" in refusal(data, "title\nA\n", "f.csv", "votes=title", "reviews=title")

    def test_what_is_not_a_file(self, data: Path) -> None:
        for path, complaint in [
            (data.parent, "folder"),
            (data / "none.csv", "no such file"),
            (Path("/dev/null"), "not a plain file"),
        ]:
            with pytest.raises(ImportRefused, match=complaint):
                import_films(path, data)

    def test_a_line_of_a_hundred_megabytes_is_not_read_to_its_end(self, data: Path) -> None:
        path = data.parent / "long.csv"
        with path.open("wb") as file:
            file.write(b"title\nHeat\n")
            file.truncate(100_000_000)
        told: list[int] = []
        with pytest.raises(ImportRefused, match="Line 3 is longer than 1 MB"):
            import_films(path, data, progress=told.append)
        assert max(told) < 2_000_000


class TestWriting:
    """The catalogue is replaced whole or not at all."""

    def test_a_data_folder_is_made(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "data"
        (tmp_path / "f.csv").write_text("title\nHeat\n")
        import_films(tmp_path / "f.csv", folder)
        assert [path.name for path in folder.iterdir()] == ["catalog.jsonl"]

    def test_a_data_folder_that_is_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "f.csv"
        path.write_text("title\nHeat\n")
        with pytest.raises(ImportRefused, match="cannot be written"):
            import_films(path, path / "data")

    def test_a_disk_without_room_leaves_the_catalogue(self, data: Path) -> None:
        content = "title\n" + "".join(f"Film {n}\n" for n in range(1_000))
        (data.parent / "films.csv").write_text(content)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
        try:
            with pytest.raises(ImportRefused, match="cannot be written: File too large"):
                import_films(data.parent / "films.csv", data)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert refusal(data, "")

    def test_forgetting_goes_back_to_the_default(self, data: Path) -> None:
        assert forget_import(data)
        assert not forget_import(data)
        assert not imported_path(data).exists()

    def test_forgetting_what_cannot_be_removed_is_an_error(self, tmp_path: Path) -> None:
        imported_path(tmp_path).mkdir()
        with pytest.raises(CatalogError, match="cannot be removed"):
            forget_import(tmp_path)


CELLS = st.lists(
    st.sampled_from(
        [b"title", b"year", b"id", b"genres", b"rating", b",", b";", b"\t", b"\n", b"\r\n", b"\r",
         b'"', b"Heat", b"1995", b"[", b"]", b"{", b"}", b":", b"\0", b"\xff", b"\xef\xbb\xbf",
         b"null", b"\xe2\x80\xa8", b"\\u0000", b"\\ud800", b"1e999", b" ", b"-", b"Jr.", b"(1995)"]
    ),
    max_size=40,
)  # fmt: skip
ANY_BYTES = st.one_of(
    st.binary(max_size=300),
    CELLS.map(b"".join),
    CELLS.map(lambda cells: b"title,year,genres\n" + b"".join(cells)),
    CELLS.map(lambda cells: b'{"title": "Heat"}\n{"title": ' + b"".join(cells)),
)
EACH_EXAMPLE_STARTS_AFRESH = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(content=ANY_BYTES, suffix=st.sampled_from(["csv", "jsonl"]), keep_going=st.booleans())
@EACH_EXAMPLE_STARTS_AFRESH
def test_any_bytes_give_a_catalogue_that_loads_or_a_refusal_that_changes_nothing(
    data: Path, content: bytes, suffix: str, keep_going: bool
) -> None:
    imported_path(data).write_bytes(OLD)
    try:
        report = offer(data, content, f"films.{suffix}", keep_going=keep_going)
    except ImportRefused as error:
        complaint = str(error)
        assert complaint.isprintable()
        assert imported_path(data).read_bytes() == OLD
    else:
        assert len(films(data)) == report.accepted > 0
        assert keep_going or len(report.rejected) <= report.accepted
    assert [path.name for path in data.iterdir()] == ["catalog.jsonl"]


@given(
    titles=st.lists(
        st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30), min_size=1,
        unique_by=lambda title: made_id(title, None),
    )
)  # fmt: skip
@EACH_EXAMPLE_STARTS_AFRESH
def test_every_title_survives(data: Path, titles: list[str]) -> None:
    offer(data, "title,genres\n" + "".join(f'"{title}","a|b"\n' for title in titles))
    assert [film.title for film in films(data)] == titles
