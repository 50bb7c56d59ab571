"""A desktop that takes notifications: notifications.py FILE appends a line of JSON for each; it makes FILE once it is there.

Its method Press (id, action) does as a person who presses one: "default" is the notification itself."""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib

NAME = "org.freedesktop.Notifications"
INTERFACE = f"""<node><interface name="{NAME}"><method name="Notify">
<arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
<arg type="u" direction="out"/></method>
<method name="Press"><arg type="u" direction="in"/><arg type="s" direction="in"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal></interface></node>"""


def called(connection, sender, path, interface, method, parameters, invocation):
    if method == "Press":
        connection.emit_signal(None, path, NAME, "ActionInvoked", parameters)
        invocation.return_value(None)
        return
    application, _, _, title, body, actions, hints, _ = parameters.unpack()
    with open(sys.argv[1], "a", encoding="utf-8") as file:
        file.write(json.dumps({"application": application, "title": title, "body": body, "entry": hints.get("desktop-entry"), "actions": actions}) + "\n")
    invocation.return_value(GLib.Variant("(u)", (1,)))


def ready(*_):
    with open(sys.argv[1], "a", encoding="utf-8"):
        pass


bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
bus.register_object("/org/freedesktop/Notifications", Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called, None, None)
Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, ready, None)
GLib.MainLoop().run()
