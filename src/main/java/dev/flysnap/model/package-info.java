/**
 * Identifiers and values of Fly, parsed once and then trusted. Knows no API, no file and no
 * network.
 */
@NullMarked
package dev.flysnap.model;

import org.jspecify.annotations.NullMarked;
