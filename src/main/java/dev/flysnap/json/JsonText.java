package dev.flysnap.json;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Between JSON text and {@link Json}. Nesting deeper than Gson's limit of 255 is refused. */
public final class JsonText {
    /**
     * @throws MalformedJson if {@code text} is not exactly one JSON document
     */
    public static Json parse(String text) {
        return parse(text, false);
    }

    /**
     * @throws MalformedJson if {@code text} is not exactly one JSON document, or an object
     */
    public static Json.Obj parseObject(String text) {
        if (parse(text) instanceof Json.Obj object) {
            return object;
        }
        throw new MalformedJson("a JSON object was expected", null);
    }

    /**
     * Like {@link #parse(String)}, and refuses what two readers could understand in two ways: a
     * name that an object has twice, and bytes that are not UTF-8.
     *
     * @throws MalformedJson also then
     */
    public static Json parseStrictly(byte[] utf8) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
            return parse(text, true);
        } catch (CharacterCodingException e) {
            throw new MalformedJson("this is not UTF-8", e);
        }
    }

    private static Json parse(String text, boolean isStrict) {
        try {
            JsonReader reader = new JsonReader(new StringReader(text));
            // As the standard says: by itself it would take "TRUE" and raw control characters.
            reader.setStrictness(Strictness.STRICT);
            Json value = read(reader, isStrict);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJson("something follows the JSON document", null);
            }
            return value;
        } catch (MalformedJsonException e) {
            // Its message is advice to programmers.
            throw new MalformedJson("this is not JSON", e);
        } catch (EOFException e) {
            throw new MalformedJson("the JSON ends too early", e);
        } catch (IOException e) {
            throw new MalformedJson("the JSON cannot be read", e);
        }
    }

    /** On one line. */
    public static String print(Json value) {
        return print(value, FormattingStyle.COMPACT);
    }

    /** Indented by two spaces, for people. */
    public static String printPretty(Json value) {
        return print(value, FormattingStyle.PRETTY);
    }

    private static String print(Json value, FormattingStyle style) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = new JsonWriter(text)) {
            writer.setFormattingStyle(style);
            write(value, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Json read(JsonReader reader, boolean isStrict) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    if (fields.put(name, read(reader, isStrict)) != null && isStrict) {
                        throw new MalformedJson("a name stands twice in one object", null);
                    }
                }
                reader.endObject();
                yield new Json.Obj(fields);
            }
            case BEGIN_ARRAY -> {
                List<Json> items = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    items.add(read(reader, isStrict));
                }
                reader.endArray();
                yield new Json.Arr(items);
            }
            case STRING -> new Json.Str(reader.nextString());
            case NUMBER -> new Json.Num(reader.nextString());
            case BOOLEAN -> new Json.Bool(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield Json.NULL;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw new EOFException();
        };
    }

    private static void write(Json value, JsonWriter writer) throws IOException {
        switch (value) {
            case Json.Null() -> writer.nullValue();
            case Json.Bool(boolean truth) -> writer.value(truth);
            case Json.Num(String literal) -> writer.jsonValue(literal);
            case Json.Str(String text) -> writer.value(text);
            case Json.Arr(List<Json> items) -> {
                writer.beginArray();
                for (Json item : items) {
                    write(item, writer);
                }
                writer.endArray();
            }
            case Json.Obj(SequencedMap<String, Json> fields) -> {
                writer.beginObject();
                for (var field : fields.entrySet()) {
                    writer.name(field.getKey());
                    write(field.getValue(), writer);
                }
                writer.endObject();
            }
        }
    }

    private JsonText() {}
}
