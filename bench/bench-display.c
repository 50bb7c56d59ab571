#include "bench-display.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define MOST_SECONDS 20
#define SOCKET "bench"

/* Without a screen, a picture is over 16 ms after it was begun, and the next is begun this long before it would be
 * due on one: with the usual 7 ms there are 39 pictures a second, and a window that keeps up with them looks as if
 * it dropped each third frame of 60. */
#define SETTINGS "[core]\nrepaint-window=16\n"

static GSubprocess *compositor; /* (owned) (nullable) */
static char        *runtime;    /* (owned) (nullable): the folder of its socket */

static void
end (void)
{
  g_autofree char *lock = g_strdup_printf ("%s/" SOCKET ".lock", runtime);
  g_autofree char *settings = g_build_filename (runtime, "weston.ini", NULL);

  g_subprocess_send_signal (compositor, SIGTERM);
  g_subprocess_wait (compositor, NULL, NULL);
  g_clear_object (&compositor);
  g_unlink (lock);
  g_unlink (settings);
  g_rmdir (runtime);
  g_clear_pointer (&runtime, g_free);
}

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean
wait_for (const char *path)
{
  for (int i = 0; i < MOST_SECONDS * 20; i++) {
    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
    g_usleep (G_USEC_PER_SEC / 20);
  }

  return FALSE;
}

static gboolean
begin_weston (int width,
              int height)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *wide = g_strdup_printf ("--width=%d", width);
  g_autofree char *high = g_strdup_printf ("--height=%d", height);
  g_autofree char *socket = NULL, *settings = NULL, *option = NULL;

  runtime = g_dir_make_tmp ("xaudience-bench-XXXXXX", NULL);
  if (!runtime)
    return FALSE;
  settings = g_build_filename (runtime, "weston.ini", NULL);
  option = g_strconcat ("--config=", settings, NULL);
  if (!g_file_set_contents (settings, SETTINGS, -1, NULL))
    return FALSE;
  socket = g_build_filename (runtime, SOCKET, NULL);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", runtime, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  compositor = g_subprocess_launcher_spawn (launcher, NULL, "weston", "--backend=headless", "--renderer=pixman", "--shell=kiosk", wide, high,
                                            "--idle-time=0", "--socket=" SOCKET, option, NULL);
  if (!compositor)
    return FALSE;
  atexit (end);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  g_setenv ("WAYLAND_DISPLAY", SOCKET, TRUE);

  return wait_for (socket);
}

static gboolean
begin_x (char **argv,
         int    width,
         int    height)
{
  g_autofree char *screen = g_strdup_printf ("-screen 0 %dx%dx24", width, height);

  if (g_getenv ("DISPLAY"))
    return TRUE;
  execlp ("xvfb-run", "xvfb-run", "-a", "-s", screen, argv[0], NULL);
  g_printerr ("bench: there is neither weston nor xvfb-run, so there is nothing to show a window on\n");

  return FALSE;
}

gboolean
bench_display_begin (char **argv,
                     int    width,
                     int    height)
{
  g_autofree char *weston = g_find_program_in_path ("weston");
  gboolean         wants_x = g_strcmp0 (g_getenv ("XAUDIENCE_BENCH_DISPLAY"), "x11") == 0;

  if (wants_x || (!weston && !g_getenv ("WAYLAND_DISPLAY"))) {
    g_setenv ("GDK_BACKEND", "x11", TRUE);
    return begin_x (argv, width, height);
  }
  g_setenv ("GDK_BACKEND", "wayland", TRUE);
  if (g_getenv ("WAYLAND_DISPLAY") || begin_weston (width, height))
    return TRUE;
  g_printerr ("bench: Weston does not start\n");

  return FALSE;
}
