#include "weather-fixtures.h"

const WeatherFixture *const weather_fixtures[] = {
  &weather_apify_facebook,
  &weather_apify_instagram,
  &weather_apify_tiktok,
  &weather_bluesky,
  &weather_bluesky_list,
  &weather_bluesky_tag,
  &weather_discord,
  &weather_discourse,
  &weather_discourse_admin,
  &weather_discourse_category,
  &weather_discourse_group,
  &weather_discourse_search,
  &weather_mastodon,
  &weather_mastodon_tag,
  &weather_telegram_bot,
  &weather_telegram_preview,
  NULL,
};
