#pragma once

#include "weather.h"

/* One or more of each provider; people, their words and all credentials in them are recognisable. */
extern const WeatherFixture weather_telegram_bot;
extern const WeatherFixture weather_telegram_preview;
