#pragma once

#include "model/xa-sink.h"

/* Long enough for every canonical id: a DID or an address at a long host. */
#define XA_PERSON_ID_MAX 512

/*
 * Brings the spellings of one id to one form before it is hashed: shortest decimal without
 * sign or leading zeros, ASCII host in lower case, handles without '@' in lower case.
 * Numbers that a JSON reader clamped (2^63-1 and above), fractions, negative and empty ids
 * are refused. A JSON number is handed over as the text of its token, never as a double.
 *
 * Returns: the length of the canonical id in @canonical, or 0 with @why set
 */
gsize xa_person_id_canonicalize (XaPlatform platform, const XaPerson *person, char canonical[XA_PERSON_ID_MAX], XaReject *why);

/* For JSON numbers on platforms whose ids are text: whether the token is a whole, unclamped id. */
gboolean xa_person_id_check_number (XaSpan token, XaReject *why);
