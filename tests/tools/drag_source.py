"""A window from which files can be dragged, as from a file manager: drag_source.py FILE..."""

import sys

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk


def activated(application):
    window = Gtk.ApplicationWindow(application=application, title="Files", decorated=False, default_width=200, default_height=200)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    files = Gdk.FileList.new_from_list([Gio.File.new_for_path(path) for path in sys.argv[1:]])
    source.set_content(Gdk.ContentProvider.new_for_value(files))
    label = Gtk.Label(label="Drag these")
    label.add_controller(source)
    window.set_child(label)
    window.present()


application = Gtk.Application(application_id="io.github.xaudience.DragSource", flags=Gio.ApplicationFlags.NON_UNIQUE)
application.connect("activate", activated)
application.run(None)
