#include "weather-fixtures.h"

const WeatherFixture *const weather_fixtures[] = {
  &weather_telegram_bot,
  &weather_telegram_preview,
  NULL,
};
