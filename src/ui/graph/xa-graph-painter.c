#include "ui/graph/xa-graph-painter.h"

#include "ui/xa-last-work.h"

#include <math.h>
#include <sys/resource.h>
#include <unistd.h>

/* Frames go before sharp pictures where both want the processor. */
#define NICENESS 5

struct _XaGraphPainter {
  GThreadPool   *thread;  /* (owned): of one thread */
  XaGraphRaster *raster;  /* (owned): of the thread */
  gboolean       is_nice; /* of the thread: it has lowered its priority */
};

typedef struct {
  XaGraphScene  *scene;   /* (owned) */
  XaGraphPicture picture; /* in the coordinates of the picture */
  XaTheme        theme;
  guint8        *marks; /* (owned) (nullable) */
  XaRect         area;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *self = data;

  xa_graph_scene_unref (self->scene);
  g_free (self->marks);
  g_free (self);
}

void
xa_graph_painting_free (XaGraphPainting *self)
{
  if (!self)
    return;
  g_clear_object (&self->texture);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

/* --- in the thread --- */

static const cairo_user_data_key_t bytes_key;

/* What is known to be opaque is copied and not blended, which is twice as fast. */
static cairo_surface_t *
make_surface (GBytes  *bytes,
              int      width,
              int      height,
              gboolean is_opaque)
{
  guchar          *pixels = (guchar *) g_bytes_get_data (bytes, NULL);
  cairo_format_t   format = is_opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32;
  cairo_surface_t *surface = cairo_image_surface_create_for_data (pixels, format, width, height, width * (int) sizeof (guint32));

  cairo_surface_set_user_data (surface, &bytes_key, g_bytes_ref (bytes), (cairo_destroy_func_t) g_bytes_unref);

  return surface;
}

static XaGraphPainting *
paint (XaGraphPainter *self,
       const Errand   *errand,
       GCancellable   *cancellable)
{
  int      width = (int) ceil (errand->picture.width * errand->picture.density);
  int      height = (int) ceil (errand->picture.height * errand->picture.density);
  gsize    size = (gsize) width * (gsize) height * sizeof (guint32);
  guint32 *pixels = g_malloc (size);
  gint64   begun_us = g_get_monotonic_time ();
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, size);
  XaGraphPainting *painting;

  if (!xa_graph_raster_draw (self->raster, errand->scene, &errand->picture, pixels, width, cancellable))
    return NULL;
  painting = g_new0 (XaGraphPainting, 1);
  painting->texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize) width * sizeof (guint32));
  painting->surface = make_surface (bytes, width, height, !errand->picture.only_lit);
  painting->area = errand->area;
  painting->projection = errand->picture.projection;
  painting->projection.x += errand->area.x;
  painting->projection.y += errand->area.y;
  painting->n_labels = xa_graph_raster_get_labelled (self->raster)->len;
  painting->lacks_labels = errand->picture.without_labels;
  painting->seconds = (double) (g_get_monotonic_time () - begun_us) * 1e-6;

  return painting;
}

static void
work (gpointer item,
      gpointer data)
{
  XaGraphPainter  *self = data;
  XaGraphPainting *painting;

  if (!self->is_nice)
    self->is_nice = setpriority (PRIO_PROCESS, (id_t) gettid (), NICENESS) == 0;
  /* The painter itself in the queue is the word to stop. */
  if (item == self) {
    xa_graph_raster_free (self->raster);
    g_free (self);
    xa_last_work_end ();
    return;
  }
  if (!g_task_return_error_if_cancelled (item)) {
    painting = paint (self, g_task_get_task_data (item), g_task_get_cancellable (item));
    if (painting)
      g_task_return_pointer (item, painting, (GDestroyNotify) xa_graph_painting_free);
    else
      g_task_return_error_if_cancelled (item);
  }
  g_object_unref (item);
  xa_last_work_end ();
}

/* --- in the main thread --- */

XaGraphPainter *
xa_graph_painter_new (void)
{
  XaGraphPainter *self = g_new0 (XaGraphPainter, 1);

  self->raster = xa_graph_raster_new ();
  self->thread = g_thread_pool_new (work, self, 1, TRUE, NULL);

  return self;
}

void
xa_graph_painter_free (XaGraphPainter *self)
{
  GThreadPool *thread;

  if (!self)
    return;
  thread = self->thread;
  xa_last_work_begin ();
  g_thread_pool_push (thread, self, NULL);
  g_thread_pool_free (thread, FALSE, FALSE);
}

void
xa_graph_painter_draw_async (XaGraphPainter       *self,
                             const XaGraphScene   *scene,
                             const XaGraphPicture *picture,
                             XaRect                area,
                             GCancellable         *cancellable,
                             GAsyncReadyCallback   callback,
                             gpointer              user_data)
{
  GTask  *task = g_task_new (NULL, cancellable, callback, user_data);
  Errand *errand = g_new0 (Errand, 1);

  errand->scene = xa_graph_scene_ref (scene);
  errand->picture = *picture;
  errand->theme = *picture->theme;
  errand->picture.theme = &errand->theme;
  errand->marks = g_memdup2 (picture->marks, picture->marks ? scene->n_nodes : 0);
  errand->picture.marks = errand->marks;
  errand->area = area;
  errand->picture.width = area.width;
  errand->picture.height = area.height;
  errand->picture.projection.x -= area.x;
  errand->picture.projection.y -= area.y;
  g_task_set_source_tag (task, xa_graph_painter_draw_async);
  g_task_set_task_data (task, errand, errand_free);
  xa_last_work_begin ();
  g_thread_pool_push (self->thread, task, NULL);
}

XaGraphPainting *
xa_graph_painter_draw_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, xa_graph_painter_draw_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
