#pragma once

#include "sync-place.h"
#include "weather-provider.h"

/*
 * A workspace that follows the platform on which everything goes wrong, without a network.
 */
SyncPlace *weather_place_new (void);
gint64     weather_place_connect (SyncPlace *self, const XaProvider *provider, const char *name); /* @name: (nullable) */
gint64     weather_place_follow (SyncPlace *self, gint64 connection_id, const char *id);
/* Runs all, waiting for what has to be waited for, and asserts how many sources came to which end. */
void weather_place_run (SyncPlace *self, guint n_done, guint n_failed, guint n_waiting);
void weather_place_assert_members (SyncPlace *self, const char *native_id, gint64 n, XaCoverage coverage);
