#pragma once

#include "weather.h"

/* One or more of each provider; people, their words and all credentials in them are recognisable. */
extern const WeatherFixture weather_apify_facebook;
extern const WeatherFixture weather_apify_instagram;
extern const WeatherFixture weather_apify_tiktok;
extern const WeatherFixture weather_bluesky;
extern const WeatherFixture weather_bluesky_list;
extern const WeatherFixture weather_bluesky_tag;
extern const WeatherFixture weather_discord;
extern const WeatherFixture weather_discourse;
extern const WeatherFixture weather_discourse_admin;
extern const WeatherFixture weather_discourse_category;
extern const WeatherFixture weather_discourse_group;
extern const WeatherFixture weather_discourse_search;
extern const WeatherFixture weather_linkedin;
extern const WeatherFixture weather_mastodon;
extern const WeatherFixture weather_mastodon_tag;
extern const WeatherFixture weather_meta_discovery;
extern const WeatherFixture weather_meta_hashtag;
extern const WeatherFixture weather_meta_facebook;
extern const WeatherFixture weather_meta_instagram;
extern const WeatherFixture weather_telegram_bot;
extern const WeatherFixture weather_telegram_preview;
extern const WeatherFixture weather_telegram_user;
extern const WeatherFixture weather_x_api;
extern const WeatherFixture weather_x_list;
extern const WeatherFixture weather_x_search;
extern const WeatherFixture weather_x_socialdata;
