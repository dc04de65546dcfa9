"""The fixtures of `ui_fixtures`, for every test of the window's parts."""

from ui_fixtures import icons, model, theme, view, workspace

__all__ = ["icons", "model", "theme", "view", "workspace"]
