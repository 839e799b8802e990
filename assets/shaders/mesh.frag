in vec3 world;
in vec3 world_normal;
in vec4 albedo;
in float glow;
in vec3 to_eye;
in vec4 haze;
#ifdef RING
in vec2 disc;
flat in float filled;
#endif

uniform sampler2DShadow near_shadow;
uniform sampler2DShadow far_shadow;

out vec4 colour;

const vec3 SUN_LIGHT = vec3(2.05, 1.62, 1.08);
const vec3 SKY_LIGHT = vec3(0.62, 0.74, 0.92);
const vec3 GROUND_LIGHT = vec3(0.40, 0.36, 0.22);

float soft(sampler2DShadow map, vec3 place, float texel) {
#ifdef ON_PROCESSOR
    return texture(map, place);
#else
    float sum = texture(map, place + vec3(-0.6, -1.3, 0.0) * texel);
    sum += texture(map, place + vec3(1.3, -0.6, 0.0) * texel);
    sum += texture(map, place + vec3(0.6, 1.3, 0.0) * texel);
    sum += texture(map, place + vec3(-1.3, 0.6, 0.0) * texel);
    return sum * 0.25;
#endif
}

bool inside(vec3 place) {
    return all(lessThan(abs(place - 0.5), vec3(0.49)));
}

// Leaving the surface a little, along its normal, keeps it from shading itself.
float sunlight(vec3 normal) {
    float light = 1.0;
    vec3 place = (near_shadow_matrix * vec4(world + normal * 0.012, 1.0)).xyz;
    if (inside(place)) {
        light = soft(near_shadow, place, 1.0 / 1024.0);
    }
    place = (far_shadow_matrix * vec4(world + normal * 0.08, 1.0)).xyz;
    if (inside(place)) {
        light = min(light, soft(far_shadow, place, 1.0 / 2048.0));
    }
    return light;
}

void main() {
#ifdef RING
    // Clockwise from the top, as a clock is read.
    float angle = atan(disc.x, disc.y) / 6.2831853;
    if (angle < 0.0) {
        angle += 1.0;
    }
    if (filled <= 0.0 || angle > filled) {
        discard;
    }
#endif
    vec3 normal = normalize(world_normal);
    vec3 towards_eye = normalize(to_eye);

    float facing = dot(normal, sun.xyz);
    float direct = clamp((facing + 0.15) / 1.15, 0.0, 1.0);
    if (direct > 0.0) {
        direct *= sunlight(normal);
    }
    vec3 light = mix(GROUND_LIGHT, SKY_LIGHT, normal.y * 0.5 + 0.5) + SUN_LIGHT * direct;
    float grazing = 1.0 - max(dot(normal, towards_eye), 0.0);
    grazing *= grazing;
    // A soft shine: half-way vector to the 16th power.
    float shine = max(dot(normal, normalize(towards_eye + sun.xyz)), 0.0);
    shine *= shine;
    shine *= shine;
    shine *= shine;
    shine *= shine;
    vec3 lit = albedo.rgb * light + SKY_LIGHT * (0.10 * grazing * grazing);
    lit += SUN_LIGHT * (0.07 * shine * direct);
    // Own light fills the shade first, so that a glowing thing keeps its form.
    lit += albedo.rgb * glow * (1.1 - 0.5 * direct);
    colour = vec4(to_srgb(tone_map(mix(lit, haze.rgb, haze.a))), albedo.a);
}
