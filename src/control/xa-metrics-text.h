#pragma once

#include "control/xa-control.h"

/* All metrics in the text format of Prometheus (0.0.4), of the workspace and of @picture (nullable: what
 * the workspace says). Labels name connections by provider and number, never people or audiences.
 *
 * Returns: (transfer full) (nullable): the text, NULL with @error */
char *xa_metrics_text (XaStore *store, const XaControlPicture *picture, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

#define XA_METRICS_TEXT_TYPE "text/plain; version=0.0.4; charset=utf-8"
