#pragma once

#include <glib.h>

/*
 * A text as a QR code (ISO/IEC 18004): bytes, error correction level M, versions 1 to 6, which is up to 106 bytes.
 */
typedef struct _XaQrCode XaQrCode;

/* Returns: (transfer full): or NULL with G_IO_ERROR_INVALID_ARGUMENT where @text is too long */
XaQrCode *xa_qr_code_new (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      xa_qr_code_free (XaQrCode *self); /* wipes it */

guint    xa_qr_code_get_size (const XaQrCode *self);              /* modules on a side, without the quiet zone */
gboolean xa_qr_code_is_dark (const XaQrCode *self, int x, int y); /* FALSE outside */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaQrCode, xa_qr_code_free)
