"""A Secret Service with one locked keyring, whose prompt the user always dismisses: owns its name,
then runs the command that follows and ends with it.

  dismissing-service.py COMMAND...
"""

import subprocess
import sys
import threading

import gi
from gi.repository import Gio, GLib

INTERFACES = """<node>
 <interface name="org.freedesktop.Secret.Service">
  <method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/><arg type="v" direction="out"/><arg type="o" direction="out"/></method>
  <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/><arg type="ao" direction="out"/></method>
  <method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/></method>
  <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
  <property name="Collections" type="ao" access="read"/>
 </interface>
 <interface name="org.freedesktop.Secret.Collection">
  <property name="Items" type="ao" access="read"/>
  <property name="Label" type="s" access="read"/>
  <property name="Locked" type="b" access="read"/>
  <property name="Created" type="t" access="read"/>
  <property name="Modified" type="t" access="read"/>
 </interface>
 <interface name="org.freedesktop.Secret.Prompt">
  <method name="Prompt"><arg type="s" direction="in"/></method>
  <method name="Dismiss"/>
  <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
 </interface>
</node>"""

ROOT = "/org/freedesktop/secrets"
COLLECTION = ROOT + "/collection/login"
PROMPT = ROOT + "/prompt/p1"
PROPERTIES = {"Items": GLib.Variant("ao", []), "Label": GLib.Variant("s", "Login"), "Locked": GLib.Variant("b", True),
              "Created": GLib.Variant("t", 0), "Modified": GLib.Variant("t", 0), "Collections": GLib.Variant("ao", [COLLECTION])}


def call(connection, sender, path, interface, method, arguments, invocation):
    if method == "OpenSession":
        if arguments[0] == "plain":
            answer = GLib.Variant("(vo)", (GLib.Variant("s", ""), ROOT + "/session/s1"))
        else:
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", "plain sessions only")
            return
    elif method == "SearchItems":
        answer = GLib.Variant("(aoao)", ([], []))
    elif method == "ReadAlias":
        answer = GLib.Variant("(o)", (COLLECTION,))
    elif method == "Unlock":
        answer = GLib.Variant("(aoo)", ([], PROMPT))
    else:
        answer = None
        GLib.timeout_add(50, lambda: connection.emit_signal(sender, PROMPT, "org.freedesktop.Secret.Prompt", "Completed",
                                                            GLib.Variant("(bv)", (True, GLib.Variant("ao", [])))) and False)
    invocation.return_value(answer)


def main():
    loop = GLib.MainLoop()
    node = Gio.DBusNodeInfo.new_for_xml(INTERFACES)

    def acquired(connection, _name):
        for path, interface in ((ROOT, 0), (COLLECTION, 1), (PROMPT, 2)):
            connection.register_object(path, node.interfaces[interface], call, lambda *a: PROPERTIES[a[4]], None)

    def run():
        subprocess.run(sys.argv[1:], check=False)
        GLib.idle_add(loop.quit)

    Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.NONE, acquired,
                     lambda *_: threading.Thread(target=run).start(), None)
    loop.run()


main()
