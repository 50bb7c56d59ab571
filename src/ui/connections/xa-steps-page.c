#include "ui/connections/xa-steps-page.h"

#include "report/xa-qr-code.h"

#include <glib/gi18n.h>

struct _XaStepsPage {
  AdwBin               parent_instance;
  GtkStack            *stack;
  AdwStatusPage       *risk;
  AdwStatusPage       *prompt;
  AdwEntryRow         *plain;
  AdwPasswordEntryRow *secret;
  GtkLabel            *problem;
  GtkButton           *next;
  GtkButton           *instead;
  GtkWidget           *spinner;
  GtkPicture          *code;

  gboolean is_secret;
};

G_DEFINE_FINAL_TYPE (XaStepsPage, xa_steps_page, ADW_TYPE_BIN)

enum {
  AGREED,
  ANSWERED,
  BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Light around it, by which readers find it. */
#define MARGIN 4

static GtkEditable *
get_entry (XaStepsPage *self)
{
  return GTK_EDITABLE (self->is_secret ? (GtkWidget *) self->secret : (GtkWidget *) self->plain);
}

static void
set_busy (XaStepsPage *self,
          gboolean     is_busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->plain), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->secret), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->instead), !is_busy);
  gtk_widget_set_visible (self->spinner, is_busy);
}

/* Descriptions are markup. */
static void
set_words (AdwStatusPage *page,
           const char    *words)
{
  g_autofree char *escaped = words ? g_markup_escape_text (words, -1) : NULL;

  adw_status_page_set_description (page, escaped);
}

/* --- what the user does --- */

static void
agree_cb (XaStepsPage *self)
{
  g_signal_emit (self, signals[AGREED], 0);
}

static void
back_cb (XaStepsPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
next_cb (XaStepsPage *self)
{
  const char *text = gtk_editable_get_text (get_entry (self));

  if (!*text || !gtk_widget_get_sensitive (GTK_WIDGET (self->next)))
    return;
  set_busy (self, TRUE);
  g_signal_emit (self, signals[ANSWERED], 0, text);
}

static void
instead_cb (XaStepsPage *self)
{
  set_busy (self, TRUE);
  g_signal_emit (self, signals[ANSWERED], 0, "");
}

/* --- what is shown --- */

void
xa_steps_page_show_risk (XaStepsPage *self,
                         const char  *words)
{
  set_words (self->risk, words);
  gtk_stack_set_visible_child_name (self->stack, "risk");
}

void
xa_steps_page_ask (XaStepsPage    *self,
                   const XaPrompt *prompt)
{
  AdwPreferencesRow *row;

  xa_steps_page_clear (self);
  self->is_secret = prompt->is_secret;
  row = ADW_PREFERENCES_ROW (get_entry (self));
  adw_status_page_set_title (self->prompt, prompt->title);
  adw_preferences_row_set_title (row, prompt->title);
  set_words (self->prompt, prompt->words);
  gtk_widget_set_visible (GTK_WIDGET (self->plain), !prompt->is_secret);
  gtk_widget_set_visible (GTK_WIDGET (self->secret), prompt->is_secret);
  gtk_label_set_text (self->problem, prompt->problem ? prompt->problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), prompt->problem != NULL);
  gtk_button_set_label (self->instead, prompt->instead ? prompt->instead : "");
  gtk_widget_set_visible (GTK_WIDGET (self->instead), prompt->instead != NULL);
  gtk_stack_set_visible_child_name (self->stack, "prompt");
  gtk_widget_grab_focus (GTK_WIDGET (row));
  if (prompt->problem)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), prompt->problem, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

/* Dark on light whatever the theme: readers need it so. */
static GdkTexture *
draw_code (const XaQrCode *code)
{
  gsize   n = xa_qr_code_get_size (code) + 2 * MARGIN;
  guint8 *pixels = g_malloc (n * n);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize y = 0; y < n; y++)
    for (gsize x = 0; x < n; x++)
      pixels[y * n + x] = xa_qr_code_is_dark (code, (int) x - MARGIN, (int) y - MARGIN) ? 0 : 255;
  bytes = g_bytes_new_take (pixels, n * n);

  return gdk_memory_texture_new ((int) n, (int) n, GDK_MEMORY_G8, bytes, n);
}

/* Each module a square of whole pixels: scaled softly it would be hard to read. */
static GdkPaintable *
enlarge (GdkTexture *texture,
         int         size)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  int             n = gdk_texture_get_width (texture);
  float           side = (float) (MAX (size / n, 1) * n);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, side, side);

  gtk_snapshot_append_scaled_texture (snapshot, texture, GSK_SCALING_FILTER_NEAREST, &bounds);

  return gtk_snapshot_to_paintable (snapshot, &GRAPHENE_SIZE_INIT (side, side));
}

#define CODE_SIZE 260

void
xa_steps_page_show_code (XaStepsPage *self,
                         const char  *text)
{
  g_autoptr (XaQrCode) code = xa_qr_code_new (text, NULL);
  g_autoptr (GdkTexture) texture = code ? draw_code (code) : NULL;
  g_autoptr (GdkPaintable) enlarged = texture ? enlarge (texture, CODE_SIZE) : NULL;

  gtk_picture_set_paintable (self->code, enlarged);
  /* The next code of the same page leaves the keyboard where it is. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "code") == 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
xa_steps_page_clear (XaStepsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->plain), "");
  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  gtk_picture_set_paintable (self->code, NULL);
  set_busy (self, FALSE);
}

/* --- the widget --- */

static void
xa_steps_page_class_init (XaStepsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[AGREED] = g_signal_new ("agreed", XA_TYPE_STEPS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ANSWERED] = g_signal_new ("answered", XA_TYPE_STEPS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[BACK] = g_signal_new ("back", XA_TYPE_STEPS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/xaudience/XAudience/steps-page.ui");
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, risk);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, prompt);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, plain);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, secret);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, problem);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, next);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, instead);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, XaStepsPage, code);
  gtk_widget_class_bind_template_callback (widget_class, agree_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, instead_cb);
}

static void
xa_steps_page_init (XaStepsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
