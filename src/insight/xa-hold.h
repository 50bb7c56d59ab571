#pragma once

#include "insight/xa-subject.h"
#include "store/xa-store.h"

/*
 * Which list of people answers a question, so that two answers some time apart do not differ by
 * the people of whom fewer than may be shown came or left.
 */

gboolean xa_hold_list (const XaScope *scope, const XaSnapshot *snapshots, guint n_snapshots, const XaSnapshot *newest, const XaSnapshot **held, gboolean *changes, GError **error);
