/**
 * Identifiers and values of Fly and of SQLite, parsed once and then trusted. Knows no API, no file
 * and no network.
 */
@NullMarked
package dev.flysnap.model;

import org.jspecify.annotations.NullMarked;
