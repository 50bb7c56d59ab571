#include "ui/connections/xa-provider-row.h"

#include "ui/live/xa-live-words.h"
#include "ui/widgets/xa-platform-disc.h"

#include <glib/gi18n.h>

static void
add_fact (AdwExpanderRow *row,
          const char     *title,
          const char     *words)
{
  GtkWidget *fact;

  if (!words || !*words)
    return;
  fact = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (fact), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (fact), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (fact), words);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (fact), TRUE);
  gtk_widget_add_css_class (fact, "property");
  adw_expander_row_add_row (row, fact);
}

static char *
join (const char *const *lines)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; lines && lines[i]; i++)
    g_string_append_printf (words, "%s%s", i ? "\n" : "", _ (lines[i]));

  return g_string_free_and_steal (words);
}

/* What is kept for how long is part of the terms: it becomes the limit of the platform. */
static char *
say_terms (const XaTerms *terms)
{
  GString *words = g_string_new (_ (terms->words));

  if (terms->posts_days > 0)
    g_string_append_printf (words, g_dngettext (NULL, "\nPosts are deleted here after %u day.", "\nPosts are deleted here after %u days.", terms->posts_days), terms->posts_days);
  if (terms->members_days > 0)
    g_string_append_printf (words, g_dngettext (NULL, "\nLists of members are deleted here after %u day.", "\nLists of members are deleted here after %u days.", terms->members_days), terms->members_days);
  if (terms->deletes_with_source)
    g_string_append (words, _ ("\nWhat is deleted there must be deleted here."));

  return g_string_free (words, FALSE);
}

static char *
say_tested (const XaProvider *provider)
{
  GString *words = g_string_new (_ ("Against recorded answers and third-party servers, never against the live service: please report how it went."));

  if (provider->unproven)
    g_string_append_printf (words, "\n%s", _ (provider->unproven));

  return g_string_free (words, FALSE);
}

GtkWidget *
xa_provider_row_new (const XaProvider *provider)
{
  GtkWidget       *row = adw_expander_row_new (), *button = gtk_button_new_with_mnemonic (_ ("_Connect…"));
  g_autofree char *sign_in = xa_live_say_sign_in (provider), *gives = xa_live_say_gives (provider->gives);
  g_autofree char *gives_not = join (provider->gives_not), *terms = say_terms (&provider->terms);
  g_autofree char *tested = say_tested (provider), *prospects = xa_live_say_prospects (provider);
  g_autofree char *label = g_strdup_printf (_ ("Connect %s"), _ (provider->name));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (provider->name));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), sign_in);
  /* Of the many ways to some, which stand in full below, no more than leaves room for other rows. */
  adw_expander_row_set_subtitle_lines (ADW_EXPANDER_ROW (row), 2);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), xa_platform_disc_new (provider->platform, 32));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connections.connect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", provider->id);
  gtk_widget_add_css_class (button, "flat");
  /* Which of the many buttons it is: the label alone would not tell. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_expander_row_add_suffix (ADW_EXPANDER_ROW (row), button);
  add_fact (ADW_EXPANDER_ROW (row), _ ("Sign In With"), sign_in);
  add_fact (ADW_EXPANDER_ROW (row), _ ("Gives"), gives);
  add_fact (ADW_EXPANDER_ROW (row), _ ("Coverage"), prospects);
  add_fact (ADW_EXPANDER_ROW (row), _ ("Does Not Give"), gives_not);
  add_fact (ADW_EXPANDER_ROW (row), _ ("Speed"), _ (provider->limits_words));
  add_fact (ADW_EXPANDER_ROW (row), _ ("Terms"), terms);
  if (!provider->is_verified)
    add_fact (ADW_EXPANDER_ROW (row), _ ("Tested"), tested);

  return row;
}
