"""The states in which the window is looked at, each reached as a person reaches it, by its name."""

from pictures.states import cells, choosing, connecting, many_cells, sending, whole_window

STATES = {
    **whole_window.STATES,
    **cells.STATES,
    **many_cells.STATES,
    **choosing.STATES,
    **sending.STATES,
    **connecting.STATES,
}
