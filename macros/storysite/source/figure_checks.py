"""What is wrong with figures: formulas, sums, findings, newest values and disputes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from storysite.core.diagnostics import choices
from storysite.core.formulas import PLACEHOLDER, FormulaProblem, evaluate, is_true
from storysite.records import (
    Fact,
    Value,
)
from storysite.source.event_order import circle, from_first
from storysite.source.items import Item
from storysite.source.record_faults import Faults
from storysite.source.record_reader import Entry


class FigureChecks(Faults):
    """The values of facts, and what is worked out from them."""

    def newest(self, entry: Entry) -> None:
        """The newest value of a fact is one of its own."""
        fact = entry.of(Fact)
        item = self.items.get(fact.newest or "")
        if item and isinstance(item.record, Value) and item.parent != fact.id:
            self.tell(
                entry.at("newest"),
                "wrong-kind",
                f"newest: '{fact.newest}' is a value of another fact",
                f"the values of this one are: {choices(_value_ids(fact))}",
            )

    def disputes(self, entry: Entry) -> None:
        """Two values for the same thing at the same time are told as disputed, unless one replaces the other."""
        same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for at, value in enumerate(entry.of(Fact).values):
            if value.formula is None and value.replaced_by is None:
                stated = value.stated if value.kind != "result" else None
                same[value.kind, value.period, value.as_of, stated, value.basis].append(at)
        for places in same.values():
            values = [entry.of(Fact).values[at] for at in places]
            if len({(value.value, value.qualifier) for value in values}) < 2:
                continue
            for at, value in zip(places, values, strict=True):
                if value.disputed is None:
                    others = ", ".join(
                        f"{other.value:f} (line {entry.at('values', there).line})"
                        for there, other in zip(places, values, strict=True)
                        if there != at
                    )
                    self.tell(
                        entry.at("values", at),
                        "silent-dispute",
                        f"{value.value:f} here and {others}, for the same thing at the same time",
                        "where sources differ, add disputed: to each and say about what; where the newer one holds, add replaced_by: to the other; "
                        "where they count different things, add basis:",
                    )

    def numbers(self) -> dict[str, Decimal]:
        """The number of each value, derived ones worked out in the order of their inputs."""
        values = {id: item for id, item in self.items.items() if isinstance(item.record, Value)}
        inputs = {
            id: sorted({name for name in item.of(Value).inputs.values() if name in values})
            for id, item in values.items()
        }
        numbers: dict[str, Decimal] = {}
        for id in self._in_order(inputs):
            value = values[id].of(Value)
            if value.value is not None:
                numbers[id] = value.value
                continue
            given = {name: numbers[target] for name, target in value.inputs.items() if target in numbers}
            if len(given) == len(value.inputs):
                try:
                    numbers[id] = evaluate(value.formula or "", given, value.decimals or 0)
                except FormulaProblem as fault:
                    self.tell_of(id, "formula", "formula", str(fault), fault.hint)
        return numbers

    def sums(self, numbers: Mapping[str, Decimal]) -> None:
        """A value is the sum of its parts, to the decimals that it is given with, and says so where they stand beside it."""
        for id, item in self.items.items():
            if not isinstance(item.record, Value) or id not in numbers:
                continue
            names = item.of(Value).parts
            inside = names or self._within(item)
            if not all(name in numbers for name in inside):
                continue
            whole, total = numbers[id], sum((numbers[name] for name in inside), Decimal(0))
            is_sum = abs(whole - total) < Decimal(1).scaleb(int(whole.as_tuple().exponent))
            if names and not is_sum:
                message = f"they come to {total:,f}, and the value is {whole:,f}"
                self.tell_of(id, "parts", "parts-differ", message, "name all its parts, each once, and nothing else")
            elif not names and len(inside) > 1 and is_sum:
                message = f"the value is the sum of others, and a chart would draw it beside them: {choices(inside)}"
                self.tell(item.mark, "total-beside-parts", message, "name them in parts:, and the chart stacks them")

    def _within(self, item: Item) -> list[str]:
        """The results of the same fact for spans within a result's own."""
        whole = item.of(Value).period if item.of(Value).kind == "result" else None
        if whole is None or not whole.start or not whole.end:
            return []
        spans = ((value, value.period) for value in item.entry.of(Fact).values if value.kind == "result")
        return [
            f"{item.parent}.{value.id}"
            for value, span in spans
            if span and span.start and span.end and value is not item.record
            if whole.start <= span.start
            and span.end <= whole.end
            and (span.start, span.end) != (whole.start, whole.end)
        ]

    def findings(self, numbers: Mapping[str, Decimal]) -> None:
        """What a chart says is true of its values."""
        for item in self.items.values():
            finding = item.record.finding if isinstance(item.record, Fact) and item.is_own else None
            if not finding:
                continue
            for name in PLACEHOLDER.findall(finding.text):
                if name not in finding.inputs:
                    hint = f"its inputs are: {choices(sorted(finding.inputs))}"
                    self._tell_finding(item, "text", "finding", f"'{{{name}}}' is not among the inputs", hint)
            given = {name: numbers[target] for name, target in finding.inputs.items() if target in numbers}
            if len(given) < len(finding.inputs):
                continue
            try:
                if not is_true(finding.holds, given):
                    figures = ", ".join(f"{name} is {number:,f}" for name, number in given.items())
                    self._tell_finding(
                        item,
                        "holds",
                        "finding-untrue",
                        f"'{finding.holds}' does not hold: {figures}",
                        "say in text: what the figures show now, with its condition in holds:",
                    )
            except FormulaProblem as fault:
                self._tell_finding(item, "holds", "finding", str(fault), fault.hint)

    def _tell_finding(self, item: Item, key: str, code: str, message: str, hint: str) -> None:
        self.unsound.add(item.parent)
        self.tell(item.entry.at("finding", key), code, f"finding: {key}: {message}", hint)

    def _in_order(self, inputs: dict[str, list[str]]) -> list[str]:
        """The values, inputs first; those that go round in a circle are told and left out."""
        while True:
            try:
                return list(TopologicalSorter(inputs).static_order())
            except CycleError as error:
                loop = from_first(list(reversed(error.args[1][1:])))
                self.tell_of(
                    loop[0],
                    "formula",
                    "formula-loop",
                    f"it goes round in a circle: {circle(loop)}",
                    "give one of them a value: of its own",
                )
                inputs = {
                    id: [name for name in names if name not in loop] for id, names in inputs.items() if id not in loop
                }


def _value_ids(fact: Fact) -> list[str]:
    return [f"{fact.id}.{value.id}" for value in fact.values]
