// schema_search.hpp - the migration for searching jobs.
#pragma once

namespace i2m::sqlite {

/// The index holds no text of its own (external content, https://www.sqlite.org/fts5.html section 4.4.3): triggers keep it in
/// step inside the transaction of each change, so a backup or a crash never finds the two apart. Trigrams find parts of words.
inline constexpr const char* kSearchSchema = R"sql(
CREATE VIRTUAL TABLE file_texts USING fts5 (
    filename, model, error_message,
    content = 'files', content_rowid = 'sequence', tokenize = 'trigram'
);
INSERT INTO file_texts (file_texts) VALUES ('rebuild');

CREATE TRIGGER file_texts_added AFTER INSERT ON files BEGIN
    INSERT INTO file_texts (rowid, filename, model, error_message)
    VALUES (new.sequence, new.filename, new.model, new.error_message);
END;
CREATE TRIGGER file_texts_removed AFTER DELETE ON files BEGIN
    INSERT INTO file_texts (file_texts, rowid, filename, model, error_message)
    VALUES ('delete', old.sequence, old.filename, old.model, old.error_message);
END;
CREATE TRIGGER file_texts_changed AFTER UPDATE OF filename, model, error_message ON files
WHEN old.filename IS NOT new.filename OR old.model IS NOT new.model OR old.error_message IS NOT new.error_message BEGIN
    INSERT INTO file_texts (file_texts, rowid, filename, model, error_message)
    VALUES ('delete', old.sequence, old.filename, old.model, old.error_message);
    INSERT INTO file_texts (rowid, filename, model, error_message)
    VALUES (new.sequence, new.filename, new.model, new.error_message);
END;
)sql";

}  // namespace i2m::sqlite
