#include "providers/apify/xa-apify-api.h"

#include "model/xa-language.h"
#include "model/xa-time.h"

#include <math.h>
#include <string.h>

/* Between two looks at a run that is under way; each look waits at Apify as well. */
#define LOOK_AGAIN_US (5 * G_USEC_PER_SEC)

/* --- how Apify speaks ------------------------------------------------------------------------ */

static gboolean
is_under_way (XaSpan status)
{
  static const char *const states[] = { "READY", "RUNNING", "TIMING-OUT", "ABORTING" };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (xa_span_equal (status, states[i]))
      return TRUE;

  return FALSE;
}

/* A run that was looked at (200; one that was just started is 201) and is not done is no answer yet. */
static gboolean
read_refusal (const XaResponse *response,
              XaRefusal        *refusal)
{
  g_autoptr (XaJson) json = response->status == 200 ? xa_response_parse (response, NULL) : NULL;

  if (json) {
    XaJsonAt root = xa_json_root (json);
    XaJsonAt data = xa_json_is_object (&root) ? xa_json_maybe_object (&root, "data") : (XaJsonAt) { 0 };

    if (!data.node || !is_under_way (xa_json_maybe_text (&data, "status")))
      return FALSE;
    refusal->code = XA_NET_ERROR_NOT_YET;
    refusal->wait_us = LOOK_AGAIN_US;
    g_strlcpy (refusal->message, N_ ("Apify is still at work on what was ordered; it is looked at again by itself."), sizeof refusal->message);
    return TRUE;
  }
  if (refusal->code == XA_NET_ERROR_PAYMENT)
    g_strlcpy (refusal->message, N_ ("The credit of your Apify account is used up, or its monthly limit is reached: see Billing in the Apify Console."), sizeof refusal->message);

  return response->status >= 400;
}

const XaDialect xa_apify_dialect = {
  .platform = "Apify",
  .sign = XA_SIGN_BEARER,
  /* Sixty a second are allowed of each thing; nothing here is in such a hurry. */
  .rate = { .capacity = 20, .period_us = G_USEC_PER_SEC },
  .read_refusal = read_refusal,
};

XaJson *
xa_apify_ask (XaFetch   *fetch,
              XaRequest *request,
              GError   **error)
{
  g_autoptr (XaRequest) owned = request;

  return xa_rest_ask (xa_fetch_get_rest (fetch), owned, error);
}

/* --- what an actor costs --------------------------------------------------------------------- */

void
xa_apify_actor_clear (XaApifyActor *self)
{
  g_clear_pointer (&self->build, g_free);
}

void
xa_apify_order_clear (XaApifyOrder *self)
{
  g_clear_pointer (&self->input, g_free);
}

static double
larger (double a,
        double b)
{
  return isnan (a) || b > a ? b : a;
}

/* A price, or the highest of those by subscription: which one the user has is not said here. */
static double
read_price (const XaJsonAt *at,
            const char     *flat,
            const char     *tiers,
            const char     *tier)
{
  XaJsonAt by_tier = xa_json_maybe_object (at, tiers);
  double   price = xa_json_maybe_number (at, flat);

  if (by_tier.node) {
    g_autoptr (GList) names = json_object_get_members (json_node_get_object (by_tier.node));

    for (GList *name = names; name; name = name->next) {
      XaJsonAt one = xa_json_maybe_object (&by_tier, name->data);

      price = larger (price, xa_json_maybe_number (&one, tier));
    }
  }

  return price;
}

/* Of actors that bill by event: the dearest that is not its start. */
static double
read_event_price (const XaJsonAt *info)
{
  XaJsonAt pricing = xa_json_maybe_object (info, "pricingPerEvent");
  XaJsonAt events = xa_json_maybe_object (&pricing, "actorChargeEvents");
  double   price = NAN;

  if (events.node) {
    g_autoptr (GList) names = json_object_get_members (json_node_get_object (events.node));

    for (GList *name = names; name; name = name->next) {
      XaJsonAt event = xa_json_maybe_object (&events, name->data);

      if (!strstr (name->data, "start"))
        price = larger (price, read_price (&event, "eventPriceUsd", "eventTieredPricingUsd", "tieredEventPriceUsd"));
    }
  }

  return price;
}

/* The price that holds now: of several, the one that began last. */
static void
read_pricing (XaFetch        *fetch,
              const XaJsonAt *data,
              XaApifyActor   *actor)
{
  XaJsonAt infos = xa_json_maybe_array (data, "pricingInfos");
  gint64   latest_us = G_MININT64;

  for (guint i = 0; i < xa_json_length (&infos); i++) {
    XaJsonAt info = xa_json_element (&infos, i);
    gint64   from_us = xa_json_maybe_instant (&info, "startedAt");
    double   price, cap;

    if (from_us > xa_fetch_get_now (fetch) || from_us < latest_us)
      continue;
    latest_us = from_us;
    price = larger (read_price (&info, "pricePerUnitUsd", "tieredPricing", "tieredPricePerUnitUsd"), read_event_price (&info));
    cap = xa_json_maybe_number (&info, "minimalMaxTotalChargeUsd");
    if (price > 0 && price < 100)
      actor->price = price;
    actor->least_cap = cap > 0 && cap < 100 ? cap : 0;
  }
}

/**
 * xa_apify_actor_read:
 * @actor: (out): to be cleared, also after a failure
 *
 * Prices are told for what they are: where they have another form than is known, the usual one stands,
 * and the limit of each run is what binds.
 */
gboolean
xa_apify_actor_read (XaFetch      *fetch,
                     const char   *name,
                     double        usual_price,
                     XaApifyActor *actor,
                     GError      **error)
{
  g_autoptr (XaJson) json = NULL;
  XaJsonAt root, data, builds, latest;
  XaSpan   build;

  *actor = (XaApifyActor) { .price = usual_price };
  json = xa_apify_ask (fetch, xa_request_new ("GET", "v2", "actors", name, NULL), error);
  if (!json)
    return FALSE;
  root = xa_json_root (json);
  data = xa_json_object (&root, "data");
  xa_json_id (&data, "id");
  if (!xa_json_check (json, error))
    return FALSE;
  builds = xa_json_maybe_object (&data, "taggedBuilds");
  latest = xa_json_maybe_object (&builds, "latest");
  build = xa_json_maybe_text (&latest, "buildNumber");
  if (build.len)
    actor->build = xa_span_dup (build);
  read_pricing (fetch, &data, actor);
  xa_json_forgive (json);

  return TRUE;
}
