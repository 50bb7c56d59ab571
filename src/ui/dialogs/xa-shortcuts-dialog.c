#include "ui/dialogs/xa-shortcuts-dialog.h"

#include "ui/xa-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* A row names the action whose key it tells, or the keys themselves. */
typedef struct {
  const char *title; /* marked for translation */
  const char *action;
  const char *keys; /* accelerators, parted by blanks */
} Shortcut;

typedef struct {
  const char *title; /* marked for translation */
  Shortcut    shortcuts[10];
} Group;

static const Group groups[] = {
  { NC_ ("shortcut window", "General"),
    {
      { NC_ ("shortcut window", "Add audience"), "win.add", NULL },
      { NC_ ("shortcut window", "Import files"), "win.import", NULL },
      { NC_ ("shortcut window", "Search"), "win.search", NULL },
      { NC_ ("shortcut window", "Undo"), "win.undo", NULL },
      { NC_ ("shortcut window", "Redo"), "win.redo", NULL },
      { NC_ ("shortcut window", "New workspace"), "win.new-workspace", NULL },
      { NC_ ("shortcut window", "Main menu"), NULL, "F10" },
      { NC_ ("shortcut window", "Keyboard shortcuts"), "win.shortcuts", NULL },
      { NC_ ("shortcut window", "Close the window"), "window.close", NULL },
      { NC_ ("shortcut window", "Quit"), "app.quit", NULL },
    } },
  { NC_ ("shortcut window", "Lists of Audiences"),
    {
      { NC_ ("shortcut window", "Inspect"), NULL, "Return" },
      { NC_ ("shortcut window", "Select or not"), NULL, "<Control>space" },
      { NC_ ("shortcut window", "Select all"), NULL, "<Control>a" },
      { NC_ ("shortcut window", "Menu of an audience"), NULL, "<Shift>F10" },
    } },
  { NC_ ("shortcut window", "Compare"),
    {
      { NC_ ("shortcut window", "Move an audience"), NULL, "<Control>Left <Control>Right" },
      { NC_ ("shortcut window", "Remove an audience"), NULL, "Delete" },
      { NC_ ("shortcut window", "Move a step of the combined reach"), NULL, "<Alt>Up <Alt>Down" },
    } },
  { NC_ ("shortcut window", "Charts"),
    {
      { NC_ ("shortcut window", "Walk over the items of a chart"), NULL, "Left Right Up Down" },
      { NC_ ("shortcut window", "Copy the data of a chart"), NULL, "<Control>c" },
      { NC_ ("shortcut window", "Menu of a chart"), NULL, "<Shift>F10" },
    } },
  { NC_ ("shortcut window", "Graph"),
    {
      { NC_ ("shortcut window", "Go to the neighbour in a direction"), NULL, "Left Right Up Down" },
      { NC_ ("shortcut window", "Inspect"), NULL, "Return" },
      { NC_ ("shortcut window", "Select or not"), NULL, "space" },
      { NC_ ("shortcut window", "Select all"), NULL, "<Control>a" },
      { NC_ ("shortcut window", "Select nothing"), NULL, "Escape" },
      { NC_ ("shortcut window", "Zoom in, out, show all"), NULL, "plus minus 0" },
      { NC_ ("shortcut window", "List of audiences and ties"), NULL, "<Control>l" },
      { NC_ ("shortcut window", "Save the graph as a file"), NULL, "<Control>s" },
    } },
};

static const char *
get_glyph (guint key)
{
  switch (key) {
  case GDK_KEY_Left:
    return "←";
  case GDK_KEY_Right:
    return "→";
  case GDK_KEY_Up:
    return "↑";
  case GDK_KEY_Down:
    return "↓";
  case GDK_KEY_plus:
    return "+";
  case GDK_KEY_minus:
    return "−";
  default:
    return NULL;
  }
}

static void
append_cap (GtkWidget  *box,
            const char *text)
{
  GtkWidget *cap = gtk_label_new (text);

  gtk_widget_add_css_class (cap, "keycap");
  gtk_box_append (GTK_BOX (box), cap);
}

/* The keys of one accelerator, which are held down together. */
static void
append_keys (GtkWidget  *box,
             const char *accel)
{
  guint            key;
  GdkModifierType  modifiers;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  const char *glyph;
  guint       n;

  if (!gtk_accelerator_parse (accel, &key, &modifiers))
    return;
  glyph = get_glyph (key);
  text = gtk_accelerator_get_label (key, modifiers);
  parts = g_strsplit (text, "+", -1);
  n = glyph ? (guint) __builtin_popcount (modifiers) : g_strv_length (parts);
  for (guint i = 0; i < n; i++)
    append_cap (box, parts[i]);
  if (glyph)
    append_cap (box, glyph);
}

static GtkWidget *
make_row (const char        *title,
          const char *const *accels)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  /* Keys stand as they are on the keyboard, whichever way one reads. */
  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR);
  for (guint i = 0; accels[i]; i++)
    append_keys (box, accels[i]);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), box);

  return row;
}

static GtkWidget *
make_shortcut (const Shortcut *shortcut,
               GtkApplication *app)
{
  g_auto (GStrv) accels =
    shortcut->action ? gtk_application_get_accels_for_action (app, shortcut->action) : g_strsplit (shortcut->keys, " ", -1);

  /* Of several ways to say the same, the first is told. */
  if (shortcut->action && accels[0])
    g_clear_pointer (&accels[1], g_free);

  return make_row (g_dpgettext2 (NULL, "shortcut window", shortcut->title), (const char *const *) accels);
}

static AdwPreferencesGroup *
make_group (const char *title)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);

  return group;
}

static AdwPreferencesGroup *
make_pages (GtkApplication *app)
{
  static const char *const back[] = { "<Alt>Left", NULL };
  static const Shortcut    other_part = { NC_ ("shortcut window", "From the sidebar to the page and back"), "win.other-part", NULL };
  AdwPreferencesGroup     *group = make_group (C_ ("shortcut window", "Pages"));

  for (guint i = 0; i < xa_n_pages; i++) {
    g_autofree char *action = g_strconcat ("win.page::", xa_pages[i].tag, NULL);
    g_auto (GStrv) accels = gtk_application_get_accels_for_action (app, action);

    adw_preferences_group_add (group, make_row (_ (xa_pages[i].title), (const char *const *) accels));
  }
  adw_preferences_group_add (group, make_row (C_ ("shortcut window", "Back"), back));
  adw_preferences_group_add (group, make_shortcut (&other_part, app));

  return group;
}

void
xa_shortcuts_dialog_present (GtkWidget *parent)
{
  GtkApplication     *app = gtk_window_get_application (GTK_WINDOW (gtk_widget_get_root (parent)));
  AdwDialog          *dialog = adw_dialog_new ();
  GtkWidget          *view = adw_toolbar_view_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++) {
    AdwPreferencesGroup *group = make_group (g_dpgettext2 (NULL, "shortcut window", groups[i].title));

    for (gsize j = 0; j < G_N_ELEMENTS (groups[i].shortcuts) && groups[i].shortcuts[j].title; j++)
      adw_preferences_group_add (group, make_shortcut (&groups[i].shortcuts[j], app));
    adw_preferences_page_add (page, group);
    if (i == 0)
      adw_preferences_page_add (page, make_pages (app));
  }
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (page));
  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
