"""What a tally is: marks that are counted, one after the other."""

from storysite.components.component import Component, Macro, View, own_evidence, own_parts
from storysite.source.items import Found
from storysite.source.record_store import Kind, Table

from . import forms
from .model import Tally, tally_view

TALLY = Kind(
    name="tally",
    word="tally",
    plural="tallies",
    file="tallies",
    model=Tally,
    gathers=True,
    full=True,
    card=True,
    drawn_by="tally",
    shown_by="tally",
    found=lambda library, item: Found(item.title, " ".join(mark.title for mark in item.record.marks)),
)
MARK = Kind(
    name="mark",
    word="mark",
    table=Table(
        name="marks",
        title="All marks of all tallies",
        words="Every mark of every tally, as a table",
        row=forms.mark_row,
    ),
)
COMPONENT = Component(
    name="tally",
    kinds=(TALLY, MARK),
    macros=(
        Macro(
            name="tally",
            html=forms.html,
            markdown=forms.markdown,
            kinds=("tally",),
            shows=own_parts,
            rests_on=own_evidence,
            view=View(view=tally_view, rows=forms.rows, sheet=forms.sheet),
        ),
    ),
    columns={"times": "How often it was counted."},
)
