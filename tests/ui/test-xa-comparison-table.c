#include "ui/compare/xa-comparison-table.h"

/* The table of preferences as it is copied: what leaves the app. */

static XaSharedPreference *
make_preference (XaPreferenceKind kind,
                 const char      *name,
                 XaFigure         second_lift)
{
  XaSharedPreference *self = g_new0 (XaSharedPreference, 1);

  self->kind = kind;
  self->name = g_strdup (name);
  self->leanings = g_new0 (XaLeaning, 2);
  self->leanings[0] = (XaLeaning) { xa_figure_exact (25), xa_figure_exact (0.125), xa_figure_estimate (2, 1.5, 2.5), xa_figure_exact (0.01) };
  self->leanings[1] = (XaLeaning) { xa_figure_exact (50), xa_figure_exact (0.25), second_lift, xa_figure_exact (0.02) };

  return self;
}

static char *
copy (gboolean simulated)
{
  static const char *const names[] = { "Garden, north", "=Tower" };
  XaComparisonPreferences *self = g_new0 (XaComparisonPreferences, 1);
  char                    *csv;

  g_atomic_ref_count_init (&self->references);
  self->n = 2;
  self->simulated = simulated;
  self->preferences = g_ptr_array_new_with_free_func ((GDestroyNotify) xa_shared_preference_free);
  g_ptr_array_add (self->preferences, make_preference (XA_PREFERENCE_TAG, "soil", xa_figure_suppressed (XA_NOTE_NONE)));
  g_ptr_array_add (self->preferences, make_preference (XA_PREFERENCE_AUDIENCE, "=Tower", xa_figure_exact (9)));
  csv = xa_comparison_preferences_to_csv (self, names);
  xa_comparison_preferences_free (self);

  return csv;
}

static void
test_figures (void)
{
  g_autofree char *csv = copy (FALSE);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_true (g_str_has_prefix (lines[0], "kind,preference,\"Garden, north: share\",\"Garden, north: share low\","));
  g_assert_true (g_str_has_prefix (lines[1], "hashtag,soil,0.125,") || g_str_has_prefix (lines[1], "tag,soil,0.125,"));
  g_assert_nonnull (strstr (lines[1], ",2,1.5,2.5,estimate,"));
  g_assert_nonnull (strstr (lines[1], ",,,suppressed,"));
}

/* SECURITY_NOTES: no formula gets out, and what is invented says so in every row. */
static void
test_safe (void)
{
  g_autofree char *csv = copy (TRUE);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_true (g_str_has_prefix (lines[0], "simulated,kind,"));
  for (guint i = 1; i <= 2; i++)
    g_assert_true (g_str_has_prefix (lines[i], "SIMULATED,"));
  g_assert_nonnull (strstr (lines[0], ",\"'=Tower: share\","));
  g_assert_nonnull (strstr (lines[2], ",\"'=Tower\","));
}

/* How much more an audience likes itself says nothing. */
static void
test_itself (void)
{
  g_autofree char *csv = copy (FALSE);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_null (strstr (lines[2], ",9,"));
  g_assert_null (strstr (lines[2], ",0.25,"));
  g_assert_nonnull (strstr (lines[2], ",0.125,"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/ui/comparison-table/figures", test_figures);
  g_test_add_func ("/ui/OUT-5/comparison-table-safe", test_safe);
  g_test_add_func ("/ui/comparison-table/itself", test_itself);

  return g_test_run ();
}
