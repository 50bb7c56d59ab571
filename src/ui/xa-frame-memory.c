#include "ui/xa-frame-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A picture of a large window, and what of such pictures is kept when it is not needed. */
#define PICTURE_BYTES (32 * 1024 * 1024)
#define KEPT_BYTES (24 * 1024 * 1024)

/**
 * xa_frame_memory_keep:
 *
 * Drawing without a GPU takes an image of the window's size for each frame. The C library would
 * fetch it anew from the kernel each time, page by page, which is a third of the frame's time; from
 * the heap it is there already. The price is that so much memory is held while a window is open.
 */
void
xa_frame_memory_keep (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, PICTURE_BYTES);
  mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
#endif
}
