#include "ui/upkeep/xa-losses-group.h"

#include "model/xa-number.h"
#include "model/xa-time.h"

#include <glib/gi18n.h>

struct _XaLossesGroup {
  AdwPreferencesGroup parent_instance;
  GPtrArray          *rows; /* (owned): (not owned): of the group */
};

G_DEFINE_FINAL_TYPE (XaLossesGroup, xa_losses_group, ADW_TYPE_PREFERENCES_GROUP)

static char *
format_day (gint64 time_us)
{
  g_autoptr (GDateTime) time = time_us == XA_TIME_UNKNOWN ? NULL : g_date_time_new_from_unix_local_usec (time_us);

  return time ? g_date_time_format (time, _ ("%-e %B %Y")) : g_strdup (_ ("nothing"));
}

static void
add_loss (XaLossesGroup *self,
          XaLossKind     kind,
          const XaLoss  *loss)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *from = format_day (loss->first_now_us);
  g_autofree char *then = format_day (loss->first_then_us);
  g_autofree char *lost = xa_number_format_count ((double) loss->n_lost), *now = xa_number_format_count ((double) loss->n_now);
  /* Translators: how many of how many of what, such as "12 of 1,204 posts" */
  g_autofree char *title = g_strdup_printf (_ ("%s of %s %s"), lost, now, _ (xa_loss_words (kind)));
  g_autofree char *words = loss->first_then_us == XA_TIME_UNKNOWN ? g_strdup_printf (_ ("Nothing is left for %s."), _ (xa_loss_charts (kind)))
                                                                  : g_strdup_printf (_ ("They begin on %s instead of %s: %s."), then, from, _ (xa_loss_charts (kind)));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
xa_losses_group_finalize (GObject *object)
{
  g_ptr_array_unref (XA_LOSSES_GROUP (object)->rows);
  G_OBJECT_CLASS (xa_losses_group_parent_class)->finalize (object);
}

static void
xa_losses_group_class_init (XaLossesGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = xa_losses_group_finalize;
}

static void
xa_losses_group_init (XaLossesGroup *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("What Charts Lose"));
}

XaLossesGroup *
xa_losses_group_new (void)
{
  return g_object_new (XA_TYPE_LOSSES_GROUP, NULL);
}

void
xa_losses_group_show (XaLossesGroup            *self,
                      const XaRetentionPreview *preview)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (int kind = 0; kind < XA_N_LOSSES; kind++)
    if (preview->losses[kind].n_lost > 0)
      add_loss (self, (XaLossKind) kind, &preview->losses[kind]);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), preview->loses_any ? _ ("These are deleted when you apply it, from the backups too. Sizes and other figures over time stay.")
                                                                                          : _ ("Nothing is deleted now."));
}
