"""The commands on what has to be put right, as data."""

from cn_desktop.ui.command import Command, Needs

PROBLEMS = (
    Command(
        "actionNextProblem",
        "&Next problem",
        "Go to the next cell that has to be put right, or row that was rejected",
        ("F8",),
        Needs.DATASET,
        "circle-alert",
    ),
    Command(
        "actionPreviousProblem",
        "&Previous problem",
        "Go to the cell before it that has to be put right",
        ("Shift+F8",),
        Needs.DATASET,
    ),
    Command(
        "actionUseProposed",
        "&Use the proposed number",
        "Spell the selected phone numbers as the dialler would rather have them",
        ("Ctrl+F8",),
        Needs.RECORD,
    ),
)
