/**
 * The demo's app: writes orders to SQLite and logs each acknowledged one, so that losses are
 * counted and not claimed. Must not know flysnap, the simulator or terminals.
 */
@NullMarked
package dev.flysnap.demo.shop;

import org.jspecify.annotations.NullMarked;
