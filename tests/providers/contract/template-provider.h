#pragma once

#include "net/xa-pager.h"
#include "providers/xa-provider.h"

/* The smallest provider that keeps the contract; the one that docs/providers.md explains. */
extern const XaProvider template_provider;
