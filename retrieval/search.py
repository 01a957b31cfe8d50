"""One query becomes one slate: sources propose, places fuse, constraints rule, the reasons stay."""

from collections.abc import Iterator, Mapping
from copy import copy
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.store import Catalog
from core.errors import SourceNotReady
from core.heard import Polarity
from core.ports import Encoder
from core.slate import Candidate, Evidence, Query, Ranked, Slate, Source, SourceReport
from core.value import Value
from retrieval import evidence, shifts
from retrieval.constraints import SOFT, Constraint, Constraints, Eligibility
from retrieval.diversity import DiversityConfig, select
from retrieval.fit import Fit, FitConfig
from retrieval.fusion import Ranking, fuse, ranking
from retrieval.graph import KnowledgeGraph
from retrieval.learned import Experience, Lessons
from retrieval.membership import Mask, Membership
from retrieval.prior import Prior, PriorConfig
from retrieval.sources import (
    FitSource,
    GraphSource,
    MeaningConfig,
    PriorSource,
    Scorer,
    TextSource,
    WalkConfig,
    with_appetite,
)
from retrieval.text import TextIndex
from retrieval.traits import Traits

_OWN = (Source.GRAPH, Source.TEXT, Source.FIT, Source.PRIOR)
_LEARNED = (Source.CONVERSATIONS, Source.REASONER, Source.RANKER)
_UNTRAINED = "ranked by reciprocal-rank fusion; nothing is learned yet (python app.py train)"
_REPORTED = 10
_MOST_LEAN = 2.5


class Emphasis(Value):
    """What a place in each source's ranking weighs in the fusion.

    The walk over conversations and the reasoner speak through the ranker, which has learned when
    to believe them; where none is trained they share its weight.
    """

    graph: float
    text: float
    fit: float
    prior: float
    ranker: float

    def weights(self, *, is_ranked: bool) -> dict[Source, float]:
        """The weights by source; `is_ranked` where a ranker is trained."""
        shared = 0.0 if is_ranked else self.ranker / 2
        learned = {
            Source.RANKER: self.ranker,
            Source.CONVERSATIONS: shared,
            Source.REASONER: shared,
        }
        return learned | {source: getattr(self, source.value) for source in _OWN}


class SearchConfig(Value):
    """What the sources weigh by kind of request, how deep they are read, how hard pushes push.

    Tuned by hand on some forty requests over the default films: "horror from the 80s" must bring
    The Shining and The Thing, "like Heat" Collateral and The Departed, "like Alien but funnier"
    Galaxy Quest, "sad, about grief" films that are both. `anchored`: films are named;
    `described`: themes or moods; `ruled`: only what must hold, where fame decides;
    `worded`: only text; `pictured`: what the film is about, in words, which attributes only
    approach ("about penguins" was read as animals). What was learned leads where films are named,
    since it was learned where films were named; it knows little of moods and themes.
    """

    anchored: Emphasis = Emphasis(graph=1.0, text=0.8, fit=1.5, prior=0.3, ranker=3.0)
    described: Emphasis = Emphasis(graph=0.6, text=0.6, fit=1.5, prior=0.7, ranker=0.5)
    ruled: Emphasis = Emphasis(graph=0.15, text=0.3, fit=0.8, prior=1.5, ranker=0.5)
    worded: Emphasis = Emphasis(graph=1.0, text=1.5, fit=1.0, prior=0.3, ranker=1.5)
    pictured: Emphasis = Emphasis(graph=0.3, text=3.0, fit=0.6, prior=0.2, ranker=0.3)
    model_weight: float = 0.5
    k: float = 60.0
    depth: int = 200
    want: float = 1.5
    approximate: float = 0.3
    proof: float = 0.4
    shift: float = 0.35
    dislike: float = 2.0
    walk: WalkConfig = WalkConfig()
    meaning: MeaningConfig = MeaningConfig()
    priors: PriorConfig = PriorConfig()
    fits: FitConfig = FitConfig()
    diversity: DiversityConfig = DiversityConfig()

    def emphasis(self, query: Query) -> Emphasis:
        """The weights for this kind of request."""
        if any(anchor.weight >= self.model_weight for anchor in query.anchors):
            return self.anchored
        wanted = {each.facet for each in query.attributes if each.polarity is Polarity.WANT}
        if query.described:
            return self.pictured
        if wanted & SOFT or query.shifts:
            return self.described
        return self.ruled if wanted or query.years or query.for_kids else self.worded


class _Proposals(NamedTuple):
    """One source's ranking and its line in the trace."""

    ranking: Ranking
    report: SourceReport


class FusedRetriever:
    """The retriever: graph, text, fit and prior by reciprocal-rank fusion; see `core.ports`."""

    def __init__(
        self,
        catalog: Catalog,
        graph: KnowledgeGraph,
        text_index: TextIndex | None = None,
        encoder: Encoder | None = None,
        config: SearchConfig | None = None,
    ) -> None:
        """Prepare the arrays of one catalogue, whose films are the graph's in the same order."""
        items, config = catalog.items_in_order, config or SearchConfig()
        self._catalog, self._graph, self._config = catalog, graph, config
        self._constraints = Constraints(items, Membership(items))
        self._traits = Traits(items)
        self._fit = Fit(items, self._traits, config.fits)
        prior = Prior(items, config.priors)
        self._numbers = shifts.Numbers(
            self._constraints.minutes, self._constraints.years, prior.renown
        )
        self._precedence = _precedence(catalog)
        self._walks = GraphSource(graph, prior, config.walk)
        self._sources: tuple[Scorer, ...] = (
            self._walks,
            TextSource(text_index, encoder, prior, config.meaning),
            FitSource(self._fit),
            PriorSource(prior),
        )
        self._experience: Experience | None = None
        self._left_out: frozenset[Source] = frozenset()

    def take_up(self, experience: Experience) -> None:
        """Use what was learned from now on."""
        self._experience = experience

    def without(self, *sources: Source) -> "FusedRetriever":
        """The same retriever without these sources; it shares everything else with this one."""
        limited = copy(self)
        limited._sources = tuple(one for one in self._sources if one.source not in sources)
        limited._left_out = self._left_out | frozenset(sources)
        return limited

    def search(self, query: Query) -> Slate:
        """The best eligible films, best first, each with its evidence; or what would help."""
        query = with_appetite(query)
        eligibility = self._constraints.of(query, tuple(self._bounds(query)))
        eligible = int(eligibility.mask.sum())
        if not eligible:
            return self._empty(eligibility)
        proposals = [self._proposals(scorer, query, eligibility.mask) for scorer in self._sources]
        lessons, learned = self._learned(query, eligibility.mask)
        proposals += learned
        fused = self._fused(proposals, query)
        places = self._selected(fused, query)
        return Slate(
            ranked=tuple(self._ranked(row, fused[row], proposals, query) for row in places),
            eligible=eligible,
            constraints=eligibility.names(),
            sources=tuple(proposal.report for proposal in proposals),
            cases=lessons.cases if lessons else (),
            ranking=lessons.summary if lessons else _UNTRAINED,
        )

    def _learned(self, query: Query, mask: Mask) -> tuple[Lessons | None, list[_Proposals]]:
        """What was learned, source by source; each says so where nothing is."""
        begin = perf_counter()
        lessons = None
        if self._experience and not self._left_out.issuperset(_LEARNED):
            lessons = self._experience.lessons(query, mask)
        scores = lessons.scores if lessons else {}
        milliseconds = 1000 * (perf_counter() - begin) / len(_LEARNED)
        nothing = np.full(len(mask), -np.inf)
        return lessons, [
            self._proposed(
                source,
                scores.get(source, nothing),
                mask,
                milliseconds,
                "" if source in scores else "not trained",
            )
            for source in _LEARNED
            if source not in self._left_out
        ]

    def _empty(self, eligibility: Eligibility) -> Slate:
        relaxations = self._constraints.relaxations(eligibility)
        return Slate(constraints=eligibility.names(), relaxations=relaxations)

    def _bounds(self, query: Query) -> Iterator[Constraint]:
        anchor = shifts.reference(query)
        if anchor is not None and anchor.item_id in self._catalog:
            row = self._catalog.rows[anchor.item_id]
            start = self._catalog[anchor.item_id]
            yield from shifts.bounds(query.shifts, start, row, self._numbers)

    def _proposals(self, scorer: Scorer, query: Query, mask: Mask) -> _Proposals:
        begin = perf_counter()
        try:
            scores, note = scorer.scores(query, mask), ""
        except SourceNotReady as error:
            scores, note = np.full(len(mask), -np.inf), str(error)
        milliseconds = 1000 * (perf_counter() - begin)
        return self._proposed(scorer.source, scores, mask, milliseconds, note)

    def _proposed(
        self,
        source: Source,
        scores: NDArray[np.floating],
        mask: Mask,
        milliseconds: float,
        note: str,
    ) -> _Proposals:
        ranked = ranking(source, scores, mask, self._precedence, self._config.depth)
        report = SourceReport(
            source=source,
            ready=not note,
            milliseconds=round(milliseconds, 2),
            candidates=tuple(self._candidates(ranked, _REPORTED)),
            note=note,
        )
        return _Proposals(ranked, report)

    def _candidates(self, ranked: Ranking, count: int) -> Iterator[Candidate]:
        for row, score, place in zip(*(part[:count].tolist() for part in ranked[1:]), strict=True):
            item_id = self._catalog.items_in_order[row].id
            yield Candidate(item_id=item_id, score=score, rank=place, source=ranked.source)

    def _fused(self, proposals: list[_Proposals], query: Query) -> NDArray[np.float64]:
        """Places fused, then raised and lowered by directions and by what is disliked: (films,)."""
        films, config = len(self._catalog), self._config
        rankings = [proposal.ranking for proposal in proposals]
        is_ranked = any(len(one.rows) for one in rankings if one.source is Source.RANKER)
        weights = config.emphasis(query).weights(is_ranked=is_ranked)
        fused = fuse(rankings, weights, films, config.k)
        lean = self._traits.carried(shifts.wants(query.shifts))
        if shifts.reference(query) is None:
            lean += shifts.leaning(query.shifts, self._numbers)
        push = config.shift * np.clip(lean, -_MOST_LEAN, _MOST_LEAN)
        want = config.want * (config.approximate if query.described else 1.0)
        push += want * self._fit.coverage(query) + config.proof * self._fit.proof(query)
        strongest = max((-anchor.weight for anchor in query.anchors), default=0.0)
        push -= config.dislike * max(strongest, 0.0) * self._fit.likeness(query, -1.0)
        return fused * np.exp(push)

    def _selected(self, fused: NDArray[np.float64], query: Query) -> list[int]:
        """The rows of the slate, in order."""
        rows = np.flatnonzero(fused > 0)
        order = np.lexsort((self._precedence[rows], -fused[rows].round(12)))
        pool = rows[order[: max(self._config.diversity.pool, 3 * query.size)]].tolist()
        films = [self._catalog.items_in_order[row] for row in pool]
        chosen = select(films, fused[pool], self._traits.alike(pool), query, self._config.diversity)
        return [pool[place] for place in chosen]

    def _ranked(self, row: int, score: float, proposals: list[_Proposals], query: Query) -> Ranked:
        item = self._catalog.items_in_order[row]
        reasons = Evidence(
            path=self._graph.path(self._walks.pulling(query), item.id),
            facts=evidence.facts(item, query),
            words=evidence.words(item, query.text),
        )
        found_by = tuple(self._found_by(row, item.id, proposals))
        return Ranked(item=item, score=float(score), found_by=found_by, evidence=reasons)

    @staticmethod
    def _found_by(row: int, item_id: str, proposals: list[_Proposals]) -> Iterator[Candidate]:
        for each, _ in proposals:
            for place in np.flatnonzero(each.rows == row).tolist():
                yield Candidate(
                    item_id=item_id,
                    score=float(each.scores[place]),
                    rank=int(each.places[place]),
                    source=each.source,
                )


def _precedence(catalog: Catalog) -> NDArray[np.int64]:
    """The order among equals: better known first, then by id. Shape (films,), 0 goes first."""
    items: Mapping[int, tuple[float, str]] = {
        row: (-item.renown, item.id) for row, item in enumerate(catalog.items_in_order)
    }
    order = sorted(items, key=items.__getitem__)
    precedence = np.empty(len(order), dtype=np.int64)
    precedence[order] = np.arange(len(order))
    return precedence
