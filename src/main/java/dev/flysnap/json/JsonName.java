package dev.flysnap.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that {@link Records} writes, whatever the Java element is called: renaming the element
 * changes nothing that is persisted.
 *
 * <p>Required on each record of a sealed interface, where it is the field {@code kind}. Optional on
 * an enum constant or a record component, which otherwise are written in lower case and in snake
 * case. On any other type it marks a document that is persisted; {@code PersistedNamesTest}
 * compares the content of those with a checked-in list.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface JsonName {
    String value();
}
