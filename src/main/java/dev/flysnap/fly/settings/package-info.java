/** Where the API is and with which token it is spoken to, parsed once. Knows no request. */
@NullMarked
package dev.flysnap.fly.settings;

import org.jspecify.annotations.NullMarked;
