/* Which polyphony this is; CHANGELOG.md says what that means. */
#ifndef POLYPHONY_VERSION_H
#define POLYPHONY_VERSION_H

#define POLYPHONY_VERSION "0.1"

#endif
