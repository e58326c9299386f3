/**
 * What an app's own files say of its databases, and of what it starts: fly.toml, the Dockerfile,
 * Rails' database.yml. Reads files and concludes; asks nobody, and must not know what {@code init}
 * makes of it.
 */
@NullMarked
package dev.flysnap.setup.shape;

import org.jspecify.annotations.NullMarked;
