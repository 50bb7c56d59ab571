#pragma once

#include "model/xa-sink.h"

/*
 * Invented audiences whose truth is known: for a first look without any data, and for measuring
 * how well the estimates of this program do. The same options give the same records.
 *
 * People live in communities and differ in how many audiences they join; audiences differ in
 * size by a power law, in how their members are seen (complete lists, random samples, the
 * newest, authors, counts only), and win and lose members from one snapshot to the next.
 */

typedef struct {
  guint   n_audiences;
  guint   n_people;
  guint   n_snapshots; /* a week apart */
  guint32 seed;
  gint64  end_us; /* time of the last snapshot */
} XaSimulatorOptions;

/* What is invented of an audience; never changes. */
typedef struct {
  char      *name;      /* (owned) */
  char      *native_id; /* (owned) */
  XaPlatform platform;
  guint      community;
  XaCoverage coverage;   /* how its members are seen */
  double     share;      /* of XA_COVERAGE_SAMPLE: how many members a list holds */
  double     attraction; /* how much more people of its community join it than strangers do */
  double     base_rate;  /* share of the people of other communities who join it */
} XaSimulatedAudience;

typedef struct _XaSimulator XaSimulator;

XaSimulator *xa_simulator_new (const XaSimulatorOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void         xa_simulator_free (XaSimulator *self);

const XaSimulatorOptions  *xa_simulator_get_options (XaSimulator *self);
const XaSimulatedAudience *xa_simulator_get_audience (XaSimulator *self, guint audience);
gint64                     xa_simulator_get_time (XaSimulator *self, guint snapshot);
guint32                   *xa_simulator_get_members (XaSimulator *self, guint audience, guint snapshot, gsize *n_members) G_GNUC_WARN_UNUSED_RESULT;

gboolean xa_simulator_emit (XaSimulator *self, guint snapshot, XaSink *sink, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (XaSimulator, xa_simulator_free)
