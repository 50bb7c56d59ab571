#pragma once

/*
 * What one thread hands to another through a queue, a pool or a count of references of GLib, whose own
 * synchronising the thread sanitizer cannot see: the one says that it is done with it, the other that it
 * begins. All that the first did is then known to come before. In other builds these are nothing.
 */
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define XA_HAND_OVER(thing) __tsan_release (thing)
#define XA_TAKE_OVER(thing) __tsan_acquire (thing)
#else
#define XA_HAND_OVER(thing) ((void) (thing))
#define XA_TAKE_OVER(thing) ((void) (thing))
#endif
