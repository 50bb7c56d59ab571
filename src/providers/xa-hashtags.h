#pragma once

#include "model/xa-records.h"

/* Adds the hashtags of @text, without '#', to @tags (element-type XaSpan): for platforms that write
 * them into the text and nowhere else. The spans are of @text. */
void xa_hashtags_scan (XaSpan text, GArray *tags);
