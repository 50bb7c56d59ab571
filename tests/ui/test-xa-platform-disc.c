#include "ui/widgets/xa-platform-disc.h"

#include <adwaita.h>

#define MOST_SIZE 48

/* Black on white, whatever the platform: what is left of a disc without its colour. */
static void
draw (XaPlatform platform,
      int        size,
      guint8     grey[MOST_SIZE * MOST_SIZE])
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, size, size);
  cairo_t         *cr = cairo_create (surface);
  const guint8    *pixels = cairo_image_surface_get_data (surface);
  int              stride = cairo_image_surface_get_stride (surface);

  xa_theme_set_color (cr, (XaColor) { 0, 0, 0 }, 1);
  cairo_paint (cr);
  xa_platform_disc_draw (cr, &xa_theme_light, platform, (XaColor) { 0, 0, 0 }, size);
  cairo_surface_flush (surface);
  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      grey[y * size + x] = pixels[y * stride + 4 * x];
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static guint
count_different (const guint8 *a,
                 const guint8 *b,
                 int           size)
{
  guint n = 0;

  for (int i = 0; i < size * size; i++)
    n += ABS (a[i] - b[i]) > 96;

  return n;
}

/* Of every two discs of one colour a good part of the letters differs, however small they are. */
static void
test_told_without_colour (gconstpointer data)
{
  int    size = GPOINTER_TO_INT (data);
  guint8 drawn[XA_N_PLATFORMS][MOST_SIZE * MOST_SIZE];

  for (XaPlatform a = 1; a < XA_N_PLATFORMS; a++) {
    draw (a, size, drawn[a]);
    for (XaPlatform b = 1; b < a; b++) {
      guint n = count_different (drawn[a], drawn[b], size);

      g_test_message ("%s and %s at %d: %u pixels", xa_platform_name (a), xa_platform_name (b), size, n);
      g_assert_cmpuint (n, >=, (guint) (size * size / 64));
    }
  }
}

static void
test_signs_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (XaPlatform platform = 1; platform < XA_N_PLATFORMS; platform++) {
    g_autofree char *sign = xa_platform_disc_dup_sign (platform);

    g_assert_cmpint (g_utf8_strlen (sign, -1), >=, 1);
    g_assert_cmpint (g_utf8_strlen (sign, -1), <=, 2);
    g_assert_true (g_hash_table_add (seen, g_utf8_casefold (sign, -1)));
  }
}

/* No letter comes near the rim, where it would be cut. */
static void
test_letters_inside (void)
{
  guint8 grey[MOST_SIZE * MOST_SIZE];

  for (XaPlatform platform = 1; platform < XA_N_PLATFORMS; platform++) {
    guint n_inked = 0;

    draw (platform, MOST_SIZE, grey);
    for (int y = 0; y < MOST_SIZE; y++)
      for (int x = 0; x < MOST_SIZE; x++) {
        double dx = x + .5 - MOST_SIZE / 2.0;
        double dy = y + .5 - MOST_SIZE / 2.0;

        if (grey[y * MOST_SIZE + x] < 64)
          continue;
        n_inked++;
        g_assert_cmpfloat (dx * dx + dy * dy, <, 22.5 * 22.5);
      }
    g_assert_cmpuint (n_inked, >, 60);
  }
}

static void
test_accessible_names (void)
{
  for (XaPlatform platform = 1; platform < XA_N_PLATFORMS; platform++) {
    GtkWidget       *disc = g_object_ref_sink (xa_platform_disc_new (platform, 24));
    g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (disc), GTK_ACCESSIBLE_PROPERTY_LABEL, xa_platform_name (platform));

    g_assert_null (mismatch);
    gtk_test_accessible_assert_role (disc, GTK_ACCESSIBLE_ROLE_IMG);
    g_object_unref (disc);
  }
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/platform-disc/UI-2/signs-differ", test_signs_differ);
  g_test_add_data_func ("/ui/platform-disc/UI-2/told-without-colour/16", GINT_TO_POINTER (16), test_told_without_colour);
  g_test_add_data_func ("/ui/platform-disc/UI-2/told-without-colour/24", GINT_TO_POINTER (24), test_told_without_colour);
  g_test_add_data_func ("/ui/platform-disc/UI-2/told-without-colour/48", GINT_TO_POINTER (48), test_told_without_colour);
  g_test_add_func ("/ui/platform-disc/letters-inside", test_letters_inside);
  g_test_add_func ("/ui/platform-disc/accessible-names", test_accessible_names);

  return g_test_run ();
}
