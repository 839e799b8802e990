out vec3 ray;

void main() {
    vec2 corner = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2) * 2.0 - 1.0;
    vec2 slope = (corner + projection[2].xy) / vec2(projection[0].x, projection[1].y);
    ray = transpose(mat3(view)) * vec3(slope, -1.0);
    gl_Position = vec4(corner, 1.0, 1.0);
}
