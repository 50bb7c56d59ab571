#pragma once

#include "store/xa-store.h"

#include <gio/gio.h>

/*
 * Writes what a workspace holds as uniform records without people: its audiences, when lists of
 * their members were taken and how long they were, the audiences' own posts, samples of metrics,
 * and how much was done by the day. See docs/formats.md for what is rounded and left out.
 */
gboolean xa_records_export (XaStore *store, GOutputStream *stream, GCancellable *cancellable, GError **error);
