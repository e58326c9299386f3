/** What SQLite is known for: how deep its checks look, and which versions have which bug. */
@NullMarked
package dev.flysnap.model.sqlite;

import org.jspecify.annotations.NullMarked;
