#include "providers/xa-target-rules.h"

#include "model/xa-language.h"

#define TELEGRAM "t.me telegram.me telegram.dog"
#define DISCORD "discord.com discordapp.com ptb.discord.com canary.discord.com"
#define X "x.com twitter.com"
#define INSTAGRAM "instagram.com instagr.am"
#define FACEBOOK "facebook.com fb.com"
#define YOUTUBE "youtube.com"

#define OK(hosts_, path_, platform_, kind_, ...) \
  { .hosts = hosts_, .path = path_, .platform = XA_PLATFORM_##platform_, .kind = XA_TARGET_##kind_, .verdict = XA_RECOGNIZE_OK, __VA_ARGS__ }
#define NOT(hosts_, path_, platform_, verdict_, why_, ...) \
  { .hosts = hosts_, .path = path_, .platform = XA_PLATFORM_##platform_, .verdict = XA_RECOGNIZE_##verdict_, .why = why_, __VA_ARGS__ }

#define A_PERSON N_ ("This is the page of a person, and people are not audiences: paste the link of a channel, group, page or organization.")
#define NO_AUDIENCE N_ ("This link does not lead to an audience: paste the link of an account, channel, group or forum.")
#define SHORT_LINK N_ ("This is a short link that hides where it leads: open it, and paste the address that the browser shows.")
#define NOT_POSSIBLE N_ ("The platform does not let programs read groups like this one.")

const XaTargetRule xa_target_rules[] = {
  /* Telegram */
  NOT (TELEGRAM, "+%i", TELEGRAM, PERSON, A_PERSON),
  OK (TELEGRAM, "+%H", TELEGRAM, INVITE),
  OK (TELEGRAM, "joinchat/%H", TELEGRAM, INVITE),
  OK (TELEGRAM, "c/%i/**", TELEGRAM, CHANNEL, .id = "-100%i"),
  OK (TELEGRAM, "s/%h/**", TELEGRAM, CHANNEL),
  NOT (TELEGRAM, "addstickers/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "addemoji/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "addtheme/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "addlist/**", TELEGRAM, UNSUPPORTED, N_ ("This link holds a folder of several chats: open it in Telegram, and paste the chats one by one.")),
  NOT (TELEGRAM, "share/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "proxy/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "socks/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "login/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "confirmphone/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "setlanguage/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "contact/**", TELEGRAM, PERSON, A_PERSON),
  NOT (TELEGRAM, "invoice/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "giftcode/**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (TELEGRAM, "iv", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),
  OK (TELEGRAM, "boost/%h", TELEGRAM, CHANNEL),
  OK (TELEGRAM, "%h/**", TELEGRAM, CHANNEL),
  OK (".t.me", "%h/**", TELEGRAM, CHANNEL),
  OK ("tg:", "resolve", TELEGRAM, CHANNEL, .query = "domain=%h"),
  OK ("tg:", "join", TELEGRAM, INVITE, .query = "invite=%H"),
  NOT ("tg:", "**", TELEGRAM, UNSUPPORTED, NO_AUDIENCE),

  /* Discord */
  NOT (DISCORD, "channels/@me/**", DISCORD, PERSON, N_ ("This is a private conversation, and people are not audiences: paste the link of a server or of one of its channels.")),
  OK (DISCORD, "channels/%i", DISCORD, SERVER),
  OK (DISCORD, "channels/%p/%i/**", DISCORD, CHANNEL),
  OK (DISCORD, "invite/%H", DISCORD, INVITE),
  OK ("discord.gg", "%H", DISCORD, INVITE),
  NOT (DISCORD, "users/**", DISCORD, PERSON, A_PERSON, .is_profile = TRUE),

  /* X */
  OK (X, "i/lists/%i/**", X, LIST),
  OK (X, "i/communities/%i/**", X, GROUP),
  OK (X, "i/web/status/%i/**", X, POST),
  OK (X, "i/status/%i/**", X, POST),
  OK (X, "hashtag/%t/**", X, TAG),
  OK (X, "search", X, SEARCH, .query = "q=%H"),
  OK (X, "intent/follow", X, ACCOUNT, .query = "screen_name=%h"),
  OK (X, "intent/user", X, ACCOUNT, .query = "screen_name=%h"),
  NOT (X, "i/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "home/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "explore/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "search/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "settings/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "messages/**", X, PERSON, N_ ("These are private messages, and people are not audiences: paste the link of an account or a list.")),
  NOT (X, "notifications/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "intent/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "share/**", X, UNSUPPORTED, NO_AUDIENCE),
  NOT (X, "hashtag", X, UNSUPPORTED, NO_AUDIENCE),
  OK (X, "%h/**", X, ACCOUNT),
  NOT ("t.co", "**", X, UNSUPPORTED, SHORT_LINK),

  /* Instagram */
  OK (INSTAGRAM, "p/%I/**", INSTAGRAM, POST),
  OK (INSTAGRAM, "reel/%I/**", INSTAGRAM, POST),
  OK (INSTAGRAM, "reels/%I/**", INSTAGRAM, POST),
  OK (INSTAGRAM, "tv/%I/**", INSTAGRAM, POST),
  OK (INSTAGRAM, "explore/tags/%t/**", INSTAGRAM, TAG),
  OK (INSTAGRAM, "stories/%h/**", INSTAGRAM, ACCOUNT),
  OK (INSTAGRAM, "_u/%h/**", INSTAGRAM, ACCOUNT),
  NOT (INSTAGRAM, "explore/**", INSTAGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (INSTAGRAM, "accounts/**", INSTAGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (INSTAGRAM, "direct/**", INSTAGRAM, PERSON, N_ ("These are private messages, and people are not audiences: paste the link of an account.")),
  NOT (INSTAGRAM, "p", INSTAGRAM, UNSUPPORTED, NO_AUDIENCE),
  NOT (INSTAGRAM, "reels", INSTAGRAM, UNSUPPORTED, NO_AUDIENCE),
  OK (INSTAGRAM, "%h/**", INSTAGRAM, ACCOUNT),

  /* TikTok */
  OK ("tiktok.com", "@%h/**", TIKTOK, ACCOUNT),
  OK ("tiktok.com", "tag/%t/**", TIKTOK, TAG),
  NOT ("vm.tiktok.com vt.tiktok.com", "**", TIKTOK, UNSUPPORTED, SHORT_LINK),
  NOT ("tiktok.com", "t/**", TIKTOK, UNSUPPORTED, SHORT_LINK),

  /* Facebook */
  OK (FACEBOOK, "profile.php", FACEBOOK, ACCOUNT, .query = "id=%i"),
  OK (FACEBOOK, "people/%_/%i/**", FACEBOOK, ACCOUNT),
  OK (FACEBOOK, "pages/%_/%i/**", FACEBOOK, ACCOUNT),
  OK (FACEBOOK, "pages/category/%_/%h/**", FACEBOOK, ACCOUNT),
  OK (FACEBOOK, "pg/%h/**", FACEBOOK, ACCOUNT),
  OK (FACEBOOK, "hashtag/%t/**", FACEBOOK, TAG),
  NOT (FACEBOOK, "groups/**", FACEBOOK, UNSUPPORTED, NOT_POSSIBLE),
  NOT (FACEBOOK, "messages/**", FACEBOOK, PERSON, N_ ("These are private messages, and people are not audiences: paste the link of a Page.")),
  NOT (FACEBOOK, "events/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "watch/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "marketplace/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "gaming/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "reel/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "photo/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "share/**", FACEBOOK, UNSUPPORTED, SHORT_LINK),
  NOT (FACEBOOK, "people/**", FACEBOOK, PERSON, A_PERSON),
  NOT (FACEBOOK, "login/**", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "profile.php", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "story.php", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  NOT (FACEBOOK, "permalink.php", FACEBOOK, UNSUPPORTED, NO_AUDIENCE),
  OK (FACEBOOK, "%i", FACEBOOK, ACCOUNT),
  OK (FACEBOOK, "%h/**", FACEBOOK, ACCOUNT),
  NOT ("fb.me fb.watch", "**", FACEBOOK, UNSUPPORTED, SHORT_LINK),

  /* LinkedIn */
  OK ("linkedin.com", "company/%i/**", LINKEDIN, ACCOUNT),
  OK ("linkedin.com", "company/%h/**", LINKEDIN, ACCOUNT),
  OK ("linkedin.com", "showcase/%h/**", LINKEDIN, ACCOUNT),
  OK ("linkedin.com", "school/%h/**", LINKEDIN, ACCOUNT),
  NOT ("linkedin.com", "in/**", LINKEDIN, PERSON, N_ ("This is the profile of a person, and people are not audiences: paste the link of a company, a showcase page or a school."), .is_profile = TRUE),
  NOT ("linkedin.com", "pub/**", LINKEDIN, PERSON, N_ ("This is the profile of a person, and people are not audiences: paste the link of a company, a showcase page or a school."), .is_profile = TRUE),
  NOT ("linkedin.com", "groups/**", LINKEDIN, UNSUPPORTED, NOT_POSSIBLE),
  NOT ("lnkd.in", "**", LINKEDIN, UNSUPPORTED, SHORT_LINK),

  /* Bluesky */
  OK ("bsky.app", "profile/%p/lists/%H/**", BLUESKY, LIST, .handle = "at://%p/app.bsky.graph.list/%h"),
  OK ("bsky.app", "starter-pack/%p/%H", BLUESKY, LIST, .handle = "at://%p/app.bsky.graph.starterpack/%h"),
  OK ("bsky.app", "start/%p/%H", BLUESKY, LIST, .handle = "at://%p/app.bsky.graph.starterpack/%h"),
  NOT ("bsky.app", "profile/%p/feed/**", BLUESKY, UNSUPPORTED, N_ ("This is a feed that a program puts together, and has no audience of its own: paste the link of an account or a list.")),
  OK ("bsky.app", "profile/did:%I/**", BLUESKY, ACCOUNT, .id = "did:%i"),
  OK ("bsky.app", "profile/%h/**", BLUESKY, ACCOUNT),
  OK ("bsky.app", "hashtag/%t/**", BLUESKY, TAG),
  OK ("bsky.app", "search", BLUESKY, SEARCH, .query = "q=%H"),
  NOT ("go.bsky.app", "**", BLUESKY, UNSUPPORTED, SHORT_LINK),
  OK ("at:", "%p/app.bsky.graph.list/%H", BLUESKY, LIST, .handle = "at://%p/app.bsky.graph.list/%h"),
  OK ("at:", "%p/app.bsky.graph.starterpack/%H", BLUESKY, LIST, .handle = "at://%p/app.bsky.graph.starterpack/%h"),
  NOT ("at:", "%p/app.bsky.feed.generator/**", BLUESKY, UNSUPPORTED, N_ ("This is a feed that a program puts together, and has no audience of its own: paste the link of an account or a list.")),
  OK ("at:", "did:%I/**", BLUESKY, ACCOUNT, .id = "did:%i"),
  OK ("at:", "%h/**", BLUESKY, ACCOUNT),

  /* YouTube */
  OK (YOUTUBE, "channel/%I/**", YOUTUBE, CHANNEL),
  OK (YOUTUBE, "@%h/**", YOUTUBE, CHANNEL),
  OK (YOUTUBE, "c/%h/**", YOUTUBE, CHANNEL),
  OK (YOUTUBE, "user/%h/**", YOUTUBE, CHANNEL),
  OK (YOUTUBE, "watch", YOUTUBE, POST, .query = "v=%I"),
  OK (YOUTUBE, "shorts/%I", YOUTUBE, POST),
  OK (YOUTUBE, "live/%I", YOUTUBE, POST),
  OK (YOUTUBE, "hashtag/%t/**", YOUTUBE, TAG),
  OK ("youtu.be", "%I", YOUTUBE, POST),
  NOT (YOUTUBE, "playlist", YOUTUBE, UNSUPPORTED, NO_AUDIENCE),

  /* Places whose links look like those of servers that anybody can run */
  NOT (TELEGRAM " " DISCORD " discord.gg " X " " INSTAGRAM " tiktok.com " FACEBOOK " linkedin.com bsky.app " YOUTUBE " youtu.be", "**", OTHER, UNSUPPORTED, NO_AUDIENCE),
  NOT ("threads.net threads.com reddit.com medium.com substack.com pinterest.com snapchat.com vk.com web.whatsapp.com chat.whatsapp.com wa.me whatsapp.com twitch.tv quora.com", "**", OTHER, UNSUPPORTED, N_ ("XAudience does not know this platform; the people of any place can be brought in as a list, with Import.")),
  NOT ("bit.ly tinyurl.com goo.gl ow.ly buff.ly", "**", OTHER, UNSUPPORTED, SHORT_LINK),
  NOT ("web.telegram.org", "**", TELEGRAM, UNSUPPORTED, N_ ("This address is of your own Telegram session: open the chat's details, and paste its t.me link.")),

  /* Mastodon and what speaks like it */
  OK ("*", "@%h@%p/**", MASTODON, ACCOUNT),
  OK ("*", "@%h/**", MASTODON, ACCOUNT),
  OK ("*", "web/@%h@%p/**", MASTODON, ACCOUNT),
  OK ("*", "web/@%h/**", MASTODON, ACCOUNT),
  OK ("*", "users/%h/**", MASTODON, ACCOUNT),
  OK ("*", "tags/%t", MASTODON, TAG),
  OK ("*", "web/tags/%t", MASTODON, TAG),

  /* Discourse; what stands before the first part of a shape is the sub-folder of the forum */
  OK ("*", "+/c/%H/%_/%_/%i/**", DISCOURSE, CATEGORY),
  OK ("*", "+/c/%H/%_/%i/**", DISCOURSE, CATEGORY),
  OK ("*", "+/c/%H/%i/**", DISCOURSE, CATEGORY),
  OK ("*", "+/c/%i", DISCOURSE, CATEGORY),
  OK ("*", "+/t/%_/%_/**", DISCOURSE, FORUM),
  OK ("*", "+/t/%_", DISCOURSE, FORUM),
  OK ("*", "+/g/%h/**", DISCOURSE, GROUP),
  OK ("*", "+/groups/%h/**", DISCOURSE, GROUP),
  OK ("*", "+/tag/%t/**", DISCOURSE, TAG),
  NOT ("*", "+/u/%_/**", DISCOURSE, PERSON, N_ ("This is the page of a member of a forum, and people are not audiences: paste the address of the forum, of a group or of a category.")),
  OK ("*", "+/latest", DISCOURSE, FORUM),
  OK ("*", "+/categories", DISCOURSE, FORUM),
};

const gsize xa_target_n_rules = G_N_ELEMENTS (xa_target_rules);
