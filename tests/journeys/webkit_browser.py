"""A browser of one window on WebKitGTK, for WebKitWebDriver: `webkit_browser.py FOLDER`. Runs under the system's Python.

The distribution's own small browser is always private under automation: it keeps nothing, and WebKit treats a private
database otherwise than a phone's. This one keeps everything in FOLDER, speaks Chinese, and stands at the county's gate.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

NAME = "WebKitPhone"  # as the capability browserName asks for it
WIDTH, HEIGHT = 412, 839
LATITUDE, LONGITUDE, ACCURACY = 37.0412, 115.6623, 12
# An iPhone has these; the GTK build keeps them behind a switch.
OF_A_PHONE = {"StorageAPI", "StorageAPIEstimate"}


class Window:
    """The one window; whatever a page asks to be allowed is allowed."""

    def __init__(self, folder: Path) -> None:
        kept = WebKit2.WebsiteDataManager(
            base_data_directory=str(folder / "data"), base_cache_directory=str(folder / "cache")
        )
        self.context = WebKit2.WebContext.new_with_website_data_manager(kept)
        cookies = self.context.get_cookie_manager()
        cookies.set_persistent_storage(str(folder / "cookies.sqlite"), WebKit2.CookiePersistentStorage.SQLITE)
        self.context.set_preferred_languages(["zh-CN", "zh"])
        self.context.set_automation_allowed(True)
        self.context.connect("automation-started", self._introduce)
        self.context.get_geolocation_manager().connect("start", _here)

    def _introduce(self, _context: Any, session: Any) -> None:
        about = WebKit2.ApplicationInfo()
        about.set_name(NAME)
        about.set_version(WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
        session.set_application_info(about)
        session.connect("create-web-view", self._open)

    def _open(self, _session: Any) -> Any:
        frame = Gtk.Window()
        frame.set_default_size(WIDTH, HEIGHT)
        view = WebKit2.WebView(web_context=self.context, is_controlled_by_automation=True, settings=_settings())
        view.connect("permission-request", lambda _view, request: request.allow() or True)
        view.connect("close", lambda _view: frame.destroy())
        frame.add(view)
        frame.show_all()
        return view


def _settings() -> Any:
    settings = WebKit2.Settings()
    settings.set_enable_write_console_messages_to_stdout(True)  # read by whoever judges the journey
    features = WebKit2.Settings.get_all_features()
    for each in map(features.get, range(features.get_length())):
        if each.get_identifier() in OF_A_PHONE:
            settings.set_feature_enabled(each, True)
    return settings


def _here(manager: Any) -> bool:
    manager.update_position(WebKit2.GeolocationPosition(LATITUDE, LONGITUDE, ACCURACY))
    return True


window = Window(Path(sys.argv[1]))
Gtk.main()
