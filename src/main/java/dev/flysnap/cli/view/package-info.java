/** Text and JSON of results, for more than one command. */
@NullMarked
package dev.flysnap.cli.view;

import org.jspecify.annotations.NullMarked;
